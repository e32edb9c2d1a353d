import * as z from 'zod'

/** The mails that the emulator sent, by account; of topics too (local/emulator/telling_amendments.py). */
const SENT = '/_ministack/ses/messages'

const Sent = z.object({
  messages: z.record(
    z.string(),
    z.array(
      z.object({
        To: z.array(z.string()),
        Subject: z.string(),
        BodyText: z.string(),
        /** Seconds since 1970. */
        Timestamp: z.number(),
      }),
    ),
  ),
})

/** A mail as it was sent. */
export interface Mail {
  readonly at: string
  readonly subject: string
  readonly text: string
}

/**
 * The mails to one address, oldest first.
 *
 * @param endpoint of the gateway
 */
export async function readMails(endpoint: string, address: string): Promise<readonly Mail[]> {
  const answer = await fetch(new URL(SENT, endpoint))
  const { messages } = Sent.parse(await answer.json())
  return Object.values(messages)
    .flat()
    .filter(({ To }) => To.includes(address))
    .map(({ Subject, BodyText, Timestamp }) => ({
      at: new Date(Timestamp * 1000).toISOString(),
      subject: Subject,
      text: BodyText,
    }))
}
