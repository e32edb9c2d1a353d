import { EDGE_REGION, EDGE_ZONE } from '../model/edge.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import type { Stack, StacksApi } from '../ports/zones-api.ts'
import { FACTS_KINDS } from '../triggers/find-facts.ts'
import { TRIGGER_KINDS } from '../triggers/find-kinds.ts'
import type { RulesDoor } from '../zones/enrol.ts'
import type { Grant } from './capture-grants.ts'
import { accountGrants, edgeGrants, regionGrants, testEventGrants, vaultGrants } from './capture-grants.ts'
import { checkClock } from './check-clock.ts'
import { checkAlerts, checkDeadLetters, checkMapping } from './check-delivery.ts'
import { judgeDeployment } from './check-deployment.ts'
import { checkForwarding } from './check-forwarding.ts'
import { checkKeyValueTrail } from './check-key-value-trail.ts'
import { checkPermissions } from './check-permissions.ts'
import { checkQuotas } from './check-quotas.ts'
import { checkSchedules } from './check-schedules.ts'
import { checkTrail } from './check-trail.ts'
import { checkBucket, checkVault } from './check-vault.ts'
import type { DoctorDoor } from './doctor-ports.ts'
import type { Check } from './examine.ts'
import type { CheckName, Finding } from './finding.ts'
import { unknown } from './finding.ts'
import type { Deployed } from './mend.ts'
import { deployedAs, mendedByDeploying } from './mend.ts'
import { probeEdge } from './probe-edge.ts'
import type { ProbeSources } from './probe-permissions.ts'
import { probePermissions } from './probe-permissions.ts'
import { triggerGrants } from './trigger-grants.ts'

/** What the checks look through. */
export interface DoctorPorts extends RulesDoor {
  readonly doctor: DoctorDoor
  readonly openStacks: (region: string) => Pick<StacksApi, 'listResources'>
  readonly openZone: (region: string) => ProbeSources
  readonly openStore: (address: string) => ObjectStore
  readonly clock: Pick<Clock, 'now'>
}

/** What is examined. */
export interface Patient {
  readonly caller: { readonly account: string; readonly principal: string }
  readonly stackName: string
  /** Where the deployment is, or would be. */
  readonly hub: string
  /** `undefined`: there is no deployment. */
  readonly stack: Stack | undefined
  readonly zones: readonly string[]
  /** Address of the vault, where one is known. */
  readonly vault: string | undefined
  /** Where its bucket is; for a directory, where the hub is. */
  readonly vaultZone: string
}

/** Every check that makes sense: first those of the hub, then those of each zone. */
export function planExamination(ports: DoctorPorts, patient: Patient): readonly Check[] {
  return [
    ...hubChecks(ports, patient),
    ...vaultChecks(ports, patient),
    { ...at('clock', patient.hub), look: () => checkClock(patient.hub, ports.doctor, ports.clock) },
    ...accountChecks(ports, patient),
    ...patient.zones.flatMap((zone) => zoneChecks(ports, patient, zone)),
  ]
}

function at(check: CheckName, zone: string) {
  return { check, zone }
}

const HUB_CHECKS = ['queue-mapping', 'dead-letters', 'alerts', 'schedules'] as const

function hubChecks(ports: DoctorPorts, patient: Patient): readonly Check[] {
  const { stack, hub } = patient
  if (stack === undefined) return [absent(patient), ...notDeployed(patient, hub, HUB_CHECKS)]
  const delivery = { api: ports.doctor.openDelivery(hub), stack, hub }
  return [
    { ...at('deployment', hub), look: async () => [judgeDeployment(stack, hub)] },
    { ...at('queue-mapping', hub), look: () => checkMapping(delivery) },
    { ...at('dead-letters', hub), look: () => checkDeadLetters(delivery) },
    { ...at('alerts', hub), look: () => checkAlerts(delivery) },
    { ...at('schedules', hub), look: () => checkSchedules(delivery, ports.openStacks(hub)) },
  ]
}

function vaultChecks(ports: DoctorPorts, { vault, vaultZone: zone, stack }: Patient): readonly Check[] {
  if (vault === undefined) {
    const what = 'No vault is named, and no deployment names one: use --vault.'
    return [fixed(unknown(at('vault', zone), what))]
  }
  const reading = { ...at('vault', zone), look: () => checkVault(zone, ports.openStore(vault)) }
  if (!vault.startsWith('s3:')) return [reading]
  // The deployment's key belongs to the deployment's vault, not to another that was named.
  const keyArn = vault === stack?.outputs['VaultUrl'] ? stack.outputs['VaultKeyArn'] : undefined
  const look = () => checkBucket(zone, vault, { buckets: ports.doctor.openBuckets(zone), keyArn })
  return [reading, { ...at('vault-bucket', zone), look }]
}

const READERS = { kinds: TRIGGER_KINDS, facts: FACTS_KINDS }

/** Permissions that are the same in every region: IAM's own, those on the vault, and those on triggers. */
function accountChecks(ports: DoctorPorts, patient: Patient): readonly Check[] {
  const { hub, vault } = patient
  const captor = captorOf(patient)
  const bucket = vault?.startsWith('s3:') === true ? vaultGrants(captor.partition, vault) : []
  const triggers = triggerGrants(READERS, { ...captor, region: hub }, patient.stack?.parameters)
  const grants = [...accountGrants(captor), ...bucket, ...triggers]
  return [permissionCheck(ports, patient, { zone: hub, grants })]
}

function zoneChecks(ports: DoctorPorts, patient: Patient, zone: string): readonly Check[] {
  const look = () => checkTrail(ports.doctor, zone, deployedOf(patient))
  const trail = { ...at('trail', zone), look }
  return [trail, ...(zone === EDGE_ZONE ? edgeChecks(ports, patient) : regionChecks(ports, patient, zone))]
}

/** The deployment, or the one that would be made, as commands name it. */
export function deployedOf({ stackName, stack, hub }: Patient): Deployed {
  return stack === undefined ? { stackName, hub } : deployedAs(stack, hub)
}

function edgeChecks(ports: DoctorPorts, patient: Patient): readonly Check[] {
  const pairs = () => checkKeyValueTrail(ports.doctor, deployedOf(patient))
  return [
    { ...at('key-value-trail', EDGE_ZONE), look: pairs },
    ...forwardingChecks(ports, patient, EDGE_ZONE),
    permissionCheck(ports, patient, { zone: EDGE_ZONE, grants: edgeGrants(captorOf(patient)) }),
  ]
}

function regionChecks(ports: DoctorPorts, patient: Patient, zone: string): readonly Check[] {
  const limits = ports.doctor.openLimits(zone)
  const place = { ...captorOf(patient), region: zone }
  return [
    ...forwardingChecks(ports, patient, zone),
    permissionCheck(ports, patient, {
      zone,
      grants: [...regionGrants(place), ...testEventGrants(place, patient.stack?.parameters)],
    }),
    { ...at('quotas', zone), look: () => checkQuotas(zone, patient.hub, limits) },
  ]
}

function forwardingChecks(ports: DoctorPorts, patient: Patient, zone: string): readonly Check[] {
  const { stack, hub } = patient
  if (stack === undefined) return notDeployed(patient, zone, ['forwarding'])
  return [{ ...at('forwarding', zone), look: () => checkForwarding(ports, zone, { stack, hub }) }]
}

interface Permissions {
  readonly zone: string
  readonly grants: readonly Grant[]
}

function permissionCheck(ports: DoctorPorts, patient: Patient, { zone, grants }: Permissions): Check {
  const { principalArn } = captorOf(patient)
  const captor = { principalArn, zone, region: zone === EDGE_ZONE ? EDGE_REGION : zone }
  const look = () => {
    const api = ports.doctor.openPermissions(patient.hub)
    return checkPermissions(api, captor, grants, proberOf(ports, patient, zone))
  }
  return { ...at('permissions', zone), look }
}

/** Who captures: on-change under its role or, without a deployment, the caller by hand. */
function captorOf({ caller, stack }: Patient) {
  const partition = caller.principal.split(':')[1] ?? 'aws'
  const principalArn = stack?.outputs['OnChangeRoleArn'] ?? caller.principal
  return { partition, account: caller.account, principalArn }
}

/** Only what the caller does himself can be tried. */
function proberOf(ports: DoctorPorts, patient: Patient, zone: string) {
  if (patient.stack !== undefined) return undefined
  if (zone === EDGE_ZONE) return () => probeEdge(ports.doctor.openEdge(), captorOf(patient))
  return () => probePermissions(ports.openZone(zone), zone)
}

/** Whoever forgot where the deployment is must not make a second one. */
function absent(patient: Patient): Check {
  const { stackName, hub } = patient
  const what = `There is no deployment ${stackName} in ${hub}. If it is elsewhere, name its stack with --stack and its region with --hub; deploy only if there is none.`
  return fixed(mendedByDeploying(unknown(at('deployment', hub), what), deployedOf(patient)))
}

function notDeployed(patient: Patient, zone: string, checks: readonly CheckName[]): readonly Check[] {
  const what = `Not looked at: there is no deployment ${patient.stackName} in ${patient.hub}.`
  return checks.map((check) => fixed(mendedByDeploying(unknown(at(check, zone), what), deployedOf(patient))))
}

function fixed(finding: Finding): Check {
  return { check: finding.check, zone: finding.zone, look: async () => [finding] }
}
