/**
 * Why a folder cannot be written, in a sentence for the person at the keyboard. Nothing was written when it is thrown.
 */
export class ScaffoldError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ScaffoldError';
  }
}
