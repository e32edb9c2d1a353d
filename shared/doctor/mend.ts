import type { Stack } from '../ports/zones-api.ts'
import type { Finding } from './finding.ts'

/** What a mending command must name. */
export interface Deployed {
  readonly stackName: string
  readonly hub: string
  /** What the parameters of the stack are now; without a stack there are none. */
  readonly parameters?: Stack['parameters']
}

/** A deployment as the commands that mend it name it. */
export function deployedAs({ name, parameters }: Stack, hub: string): Deployed {
  return { stackName: name, hub, parameters }
}

/**
 * Deploys again, with the parameters that make good what is missing. Those that the stack has are given again: one
 * that is left out would fall back to its default, and nobody would get alerts any more.
 */
export function deployCommand(
  { stackName, hub, parameters = {} }: Deployed,
  changed: Stack['parameters'] = {},
): string {
  const stage = stackName.replace(/^holdfast-/, '')
  const given = Object.entries({ ...parameters, ...changed }).filter(([, value]) => value !== '')
  const options = given.map(([name, value]) => ` --param="${name}=${value}"`)
  return `npx serverless deploy --stage ${stage} --region ${hub}${options.join('')}`
}

/** A finding that deploying again mends, with these parameters changed. */
export function mendedByDeploying(
  finding: Finding,
  deployed: Deployed,
  changed: Stack['parameters'] = {},
): Finding {
  return { ...finding, mend: deployCommand(deployed, changed), deploys: changed }
}

/**
 * All that deploying again mends, mended by one deployment: a command for each would give back the parameters that the
 * one before it changed.
 */
export function deployOnce(findings: readonly Finding[], deployed: Deployed): readonly Finding[] {
  const changed = Object.fromEntries(findings.flatMap(({ deploys = {} }) => Object.entries(deploys)))
  return findings.map(({ deploys, ...finding }) =>
    deploys === undefined ? finding : { ...finding, mend: deployCommand(deployed, changed) },
  )
}

/**
 * Brings back what was changed or deleted behind the deployment's back. Deploying again would not: CloudFormation
 * compares templates, and leaves a resource alone whose template is the same, unless the change set is aware of drift
 * (CloudFormation user guide, "Using drift-aware change sets").
 */
export function repairCommand({ stackName, hub, parameters = {} }: Deployed): string {
  const place = `--stack-name ${stackName} --change-set-name holdfast-repair --region ${hub}`
  const kept = Object.keys(parameters).map((name) => ` ParameterKey=${name},UsePreviousValue=true`)
  const as = kept.length === 0 ? '' : ` --parameters${kept.join('')}`
  return [
    `aws cloudformation create-change-set ${place} --deployment-mode REVERT_DRIFT --use-previous-template --capabilities CAPABILITY_IAM${as}`,
    `aws cloudformation wait change-set-create-complete ${place}`,
    `aws cloudformation execute-change-set ${place}`,
  ].join(' && ')
}

/** Heals the forwarding rule of one region. */
export function enrolCommand({ stackName, hub }: Deployed, zone: string): string {
  return `npx holdfast zones --enrol --zone ${zone} --stack ${stackName} --hub ${hub}`
}
