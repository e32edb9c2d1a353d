/** Text that is HTML already. Only `html` and `trusted` make it. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What may stand in a template: text is escaped, markup is not, lists are joined. */
export type HtmlValue = string | number | Markup | readonly HtmlValue[]

/**
 * A template of HTML in which every value is escaped, for text and for attributes in double quotes. The template's
 * own indentation is left out.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  const [first = '', ...parts] = strings.map((part) => part.replaceAll(/\n\s*/g, '\n'))
  return new Markup(parts.reduce((page, part, index) => page + render(values[index] ?? '') + part, first))
}

/** Takes a constant of this program as it is. */
export function trusted(text: string): Markup {
  return new Markup(text)
}

function render(value: HtmlValue): string {
  if (value instanceof Markup) return value.text
  if (typeof value === 'string') return escapeText(value)
  return typeof value === 'number' ? String(value) : value.map(render).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
