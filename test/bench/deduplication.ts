import { captureFunction } from '../../shared/capture/capture-function.ts'
import { ACCOUNT, HOME_REGION } from './account.ts'
import { capturePorts } from './fleet/capture-ports.ts'
import { generateFleet } from './fleet/fleet.ts'
import { generatedBytes } from './fleet/generated-bytes.ts'
import type { FleetStage } from './fleet/stage.ts'
import { onStage } from './fleet/stage.ts'
import type { Bench } from './measurement.ts'
import { measured } from './measurement.ts'

const FUNCTIONS = 25
const CAPTURES = 30
const MEGABYTE = 1_000_000

/** Thirty captures of 25 functions. Something changes before each; of the code, in one function of the 25. */
export const deduplication: Bench = {
  name: 'deduplication',
  title: `Package bytes of ${CAPTURES} captures of ${FUNCTIONS} functions, of which 1 in 25 changed code`,
  meaning:
    'Packages of one megabyte that no compression makes smaller. The configuration of each function changes before each round, so that each capture writes a point; one function of the 25 has new code as well. What is fetched is what the endpoint sent, what is stored is what S3 has.',
  async run() {
    const fleet = generateFleet({ regions: [HOME_REGION], functions: FUNCTIONS, codeSize: MEGABYTE })
    return onStage(fleet, [], async (stage) => {
      for (let round = 0; round < CAPTURES; round += 1) await captureAll(stage, round)
      const every = FUNCTIONS * CAPTURES * MEGABYTE
      const stored = stage.s3.stored('blobs/')
      return [
        measured('fetched', stage.aws.downloaded() / MEGABYTE, 'MB'),
        measured('stored', stored / MEGABYTE, 'MB'),
        measured('storing every zip would take', every / MEGABYTE, 'MB'),
        measured('stored, of storing every zip', (100 * stored) / every, '%'),
        measured('manifests beside them', stage.s3.stored('points/') / MEGABYTE, 'MB'),
      ]
    })
  },
}

async function captureAll({ fleet, vault }: FleetStage, round: number): Promise<void> {
  const ports = capturePorts(HOME_REGION, vault)
  const cause = { type: 'run', runId: `round-${round}` } as const
  for (const [index, one] of fleet.list(HOME_REGION).entries()) {
    const hasNewCode = round > 0 && index === round % FUNCTIONS
    const code = hasNewCode ? generatedBytes(`${one.name}/${round}`, MEGABYTE) : one.code
    fleet.put({ ...one, revision: round + 1, code })
    const { name } = one
    const outcome = await captureFunction(ports, { account: ACCOUNT, region: HOME_REGION, name, cause })
    if (outcome.type !== 'captured') throw new Error(`round ${round} of ${name} was ${outcome.type}`)
  }
}
