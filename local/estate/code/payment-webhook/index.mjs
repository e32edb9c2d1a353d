import { createHmac, timingSafeEqual } from 'node:crypto'

/** The provider signs each call with the shared key; what is not signed by it is refused. */
export async function handler({ body = '', headers = {} }) {
  const expected = createHmac('sha256', process.env.WEBHOOK_SIGNING_KEY).update(body).digest()
  const given = Buffer.from(headers['x-signature'] ?? '', 'hex')
  const genuine = given.length === expected.length && timingSafeEqual(given, expected)
  return { statusCode: genuine ? 204 : 403 }
}
