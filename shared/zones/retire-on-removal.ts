import * as z from 'zod'
import type { Log } from '../ports/runtime.ts'
import type { RegionsApi } from '../ports/zones-api.ts'
import type { RulesDoor, ZoneEnrolment } from './enrol.ts'
import { retireZones } from './enrol.ts'

/** What CloudFormation asks of a custom resource (user guide, "Custom resource request objects"). */
export const StackRequest = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  /** Presigned: never logged. */
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
  ResourceProperties: z.object({ StackName: z.string(), HubBusArn: z.string() }),
})
export type StackRequest = z.infer<typeof StackRequest>

/** What CloudFormation is told. `FAILED` stops the removal of the stack, with `Reason` for the person who removes. */
export interface StackAnswer {
  readonly Status: 'SUCCESS' | 'FAILED'
  readonly Reason: string
  readonly PhysicalResourceId: string
  readonly StackId: string
  readonly RequestId: string
  readonly LogicalResourceId: string
}

export interface RetirePorts extends RulesDoor {
  readonly regions: RegionsApi
  readonly log: Log
  /** Hands the answer to CloudFormation. */
  readonly answer: (url: string, answer: StackAnswer) => Promise<void>
}

/** CloudFormation takes 4096 bytes of an answer in all. */
const REASON_CHARACTERS = 1000

/**
 * Answers for the stack's resource `ForwardingRules`: its removal removes every rule that was made for the hub, in
 * each region. Nothing happens when it is created: the runs make the rules.
 *
 * A region that denies access is passed over, with a warning: where rules may not be listed, none could be made.
 * Every other failure is told to CloudFormation, which would otherwise leave rules behind that nobody knows of.
 */
export async function retireOnRemoval(ports: RetirePorts, request: StackRequest): Promise<void> {
  const reason = request.RequestType === 'Delete' ? await retireAll(ports, request) : undefined
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId, ResourceProperties } = request
  const removing = request.RequestType === 'Delete' && PhysicalResourceId !== undefined
  await ports.answer(request.ResponseURL, {
    Status: reason === undefined ? 'SUCCESS' : 'FAILED',
    Reason: reason ?? 'done',
    // A new bus makes it a new resource: CloudFormation then asks for the removal of the old one's rules.
    PhysicalResourceId: removing ? PhysicalResourceId : `rules-to/${ResourceProperties.HubBusArn}`,
    StackId,
    RequestId,
    LogicalResourceId,
  })
}

/** @returns why rules may be left, `undefined` when there are none */
async function retireAll(ports: RetirePorts, request: StackRequest): Promise<string | undefined> {
  const { StackName: stack, HubBusArn: busArn } = request.ResourceProperties
  const region = busArn.split(':')[3] ?? ''
  try {
    const regions = await ports.regions.listEnabled()
    const retired = await retireZones(ports, { stack, region, busArn }, { regions })
    for (const zone of retired) tell(ports.log, zone)
    return reasonOf(retired, stack)
  } catch (error) {
    ports.log.error('the forwarding rules could not be removed', { error })
    return advise(error instanceof Error ? error.message : String(error), stack)
  }
}

function tell(log: Log, { zone, steps, failure }: ZoneEnrolment): void {
  if (failure !== undefined) log.warn('the rules of a region could not be removed', { zone, failure })
  for (const { rule } of steps) log.info('rule planned for removal', { zone, rule })
}

function reasonOf(retired: readonly ZoneEnrolment[], stack: string): string | undefined {
  const failed = retired.filter(
    ({ failure }) => failure !== undefined && failure.error !== 'AccessDeniedError',
  )
  if (failed.length === 0) return undefined
  return advise(failed.map(({ zone, failure }) => `${zone}: ${failure?.message}`).join('; '), stack)
}

function advise(what: string, stack: string): string {
  const advice = `Remove the stack again, or run \`holdfast zones --retire --stack ${stack}\`.`
  return `${advice} Forwarding rules may be left: ${what}`.slice(0, REASON_CHARACTERS)
}
