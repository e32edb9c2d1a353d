const BLOCKED = new Set((process.env.BLOCKED_DOMAINS ?? '').split(',').filter(Boolean))

export async function handler(event) {
  const domain = event.request.userAttributes.email.split('@')[1]
  if (BLOCKED.has(domain)) throw new Error('This address cannot be used.')
  event.response.autoConfirmUser = false
  return event
}
