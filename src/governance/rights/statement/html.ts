/**
 * Markup that cannot be injected into: text becomes markup only by being escaped. No scripts, no addresses to load from.
 */
declare const markupBrand: unique symbol;

/** Finished HTML. Only this file makes it from text. */
export type Markup = string & { readonly [markupBrand]: true };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Controls are told as a box and bidirectional marks too: a value must not turn its neighbours round. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export const text = (value: string): Markup =>
  value.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? '').replace(UNPRINTABLE, '▯') as Markup;

/** Fixed markup around escaped parts: `html\`<p>${text(name)}</p>\``. Plain text does not compile. */
export function html(fixed: TemplateStringsArray, ...parts: readonly (Markup | readonly Markup[])[]): Markup {
  const filled = fixed.map((piece, i) => {
    const part = parts[i];
    return part === undefined ? piece : `${piece}${typeof part === 'string' ? part : part.join('')}`;
  });
  return filled.join('') as Markup;
}

/** Any JSON value: objects as lists of names and values, lists item by item. */
export function value(given: unknown, nameOf: (name: string) => Markup = text): Markup {
  if (given === null || given === undefined) return text('–');
  if (Array.isArray(given))
    return given.length === 0
      ? text('–')
      : html`<ul>
          ${given.map((item) => html`<li>${value(item, nameOf)}</li>`)}
        </ul>`;
  if (typeof given === 'object') {
    const entries = Object.entries(given).map(
      ([name, one]) =>
        html`<dt>${nameOf(name)}</dt>
          <dd>${value(one, nameOf)}</dd>`,
    );
    return html`<dl>${entries}</dl>`;
  }
  return text(typeof given === 'string' ? given : JSON.stringify(given));
}

export function table(head: readonly Markup[], rows: readonly (readonly Markup[])[], nothing: Markup): Markup {
  if (rows.length === 0) return html`<p>${nothing}</p>`;
  const body = rows.map(
    (cells) =>
      html`<tr>
        ${cells.map((cell) => html`<td>${cell}</td>`)}
      </tr>`,
  );
  return html`<table>
    <thead>
      <tr>
        ${head.map((cell) => html`<th>${cell}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${body}
    </tbody>
  </table>`;
}
