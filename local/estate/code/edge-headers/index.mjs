// Lambda@Edge, origin response: what browsers must be told about every page of the shop.
const HEADERS = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
}

export async function handler(event) {
  const { response } = event.Records[0].cf
  for (const [key, value] of Object.entries(HEADERS)) response.headers[key] = [{ key, value }]
  return response
}
