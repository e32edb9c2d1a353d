import cf from 'cloudfront'

const routes = cf.kvs()

async function handler(event) {
  const request = event.request
  if (!(await routes.exists(request.uri))) return request
  const location = await routes.get(request.uri)
  return { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value: location } } }
}
