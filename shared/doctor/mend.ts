/** What a mending command must name. */
export interface Deployed {
  readonly stackName: string
  readonly hub: string
}

/** Deploys again, with the parameters that make good what is missing. */
export function deployCommand({ stackName, hub }: Deployed, ...parameters: readonly string[]): string {
  const stage = stackName.replace(/^holdfast-/, '')
  const options = parameters.map((parameter) => ` --param="${parameter}"`)
  return `npx serverless deploy --stage ${stage} --region ${hub}${options.join('')}`
}

/** Heals the forwarding rule of one region. */
export function enrolCommand({ stackName, hub }: Deployed, zone: string): string {
  return `npx holdfast zones --enrol --zone ${zone} --stack ${stackName} --hub ${hub}`
}
