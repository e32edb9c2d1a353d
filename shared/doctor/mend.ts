/** What a mending command must name. */
export interface Deployed {
  readonly stackName: string
  readonly hub: string
}

/** Deploys again, with a parameter that makes good what is missing. */
export function deployCommand({ stackName, hub }: Deployed, parameter?: string): string {
  const stage = stackName.replace(/^holdfast-/, '')
  const command = `npx serverless deploy --stage ${stage} --region ${hub}`
  return parameter === undefined ? command : `${command} --param="${parameter}"`
}

/** Heals the forwarding rule of one region. */
export function enrolCommand({ stackName, hub }: Deployed, zone: string): string {
  return `npx holdfast zones --enrol --zone ${zone} --stack ${stackName} --hub ${hub}`
}
