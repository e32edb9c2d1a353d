/** What another terminal needs to reach the machine, as Node.js has it for this one. */
const NAMES = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
] as const

/** What is said when everything is left running: how another terminal finds it. The keys are the emulator's, no secret. */
export function leftRunning(
  environment: Readonly<Record<string, string | undefined>>,
  { vault, stack }: { readonly vault?: string | undefined; readonly stack?: string | undefined },
): string {
  const found = NAMES.map((name) => [name, environment[name]])
  const all = [...found, ['HOLDFAST_VAULT', vault], ['HOLDFAST_STACK', stack]]
  const exports = all.flatMap(([name, value]) => (value === undefined ? [] : [`  export ${name}=${value}`]))
  return `Everything is left running. In another terminal:

${exports.join('\n')}

  npx holdfast list
  npx holdfast runs
  npx holdfast doctor
  aws lambda list-functions

Ctrl-C stops it.`
}
