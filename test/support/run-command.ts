/**
 * A command in this process: its exit code and what it says, without the seconds that starting a process costs. That the process hands the
 * code on is for one real start of each command to show.
 */
import { format } from 'node:util';
import { vi } from 'vitest';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One at a time: the environment and the console are the process's own. */
export async function runCommand(
  command: (args: readonly string[]) => Promise<number>,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const out = vi.spyOn(console, 'log').mockImplementation((...said) => void (stdout += `${format(...said)}\n`));
  const err = vi.spyOn(console, 'error').mockImplementation((...said) => void (stderr += `${format(...said)}\n`));
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    return { code: await command(args), stdout, stderr };
  } finally {
    out.mockRestore();
    err.mockRestore();
    vi.unstubAllEnvs();
  }
}
