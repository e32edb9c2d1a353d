import * as z from 'zod'

const Text = z.object({ text: z.string() })

/** The blocks that Holdfast posts (Slack, "Reference: blocks"). */
const Block = z.object({
  text: Text.optional(),
  fields: z.array(Text).optional(),
  elements: z.array(Text).optional(),
})

/** What Holdfast posts. `text` is what a notification shows; the blocks take its place in the channel. */
export const Message = z.object({
  text: z.string(),
  attachments: z.array(z.object({ blocks: z.array(Block) })).default([]),
})
export type Message = z.infer<typeof Message>

/** What stands below the heading of a message, as plain text: sections, facts, commands and the line at its end. */
export function bodyOf({ attachments }: Message): string {
  const blocks = attachments.flatMap((one) => one.blocks)
  return blocks
    .map(({ text, fields = [], elements = [] }) => {
      const facts = fields.map((field) => plain(field.text).replace('\n', ': '))
      return [
        ...(text === undefined ? [] : [plain(text.text)]),
        ...facts,
        ...elements.map((one) => plain(one.text)),
      ]
    })
    .flat()
    .join('\n')
}

/** Without the signs of Slack's own markup. */
function plain(markup: string): string {
  return markup
    .replace(/^```(.*)```$/s, '$$ $1')
    .replace(/^\*(.*?)\*/, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
