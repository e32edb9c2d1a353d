import { REGIONS } from '../emulator/environment.ts'
import type { FunctionSpec } from './function-spec.ts'
import { releaseFile, sampleSecret } from './generated.ts'
import { NODE, PYTHON } from './settings.ts'

/** What the shop runs outside of its main region, by region. `role` is the one that they run under. */
export function functionsElsewhere(role: string): Readonly<Record<string, readonly FunctionSpec[]>> {
  return {
    [REGIONS.edge]: [edgeHeaders(role), fraudScore(role)],
    [REGIONS.far]: [parcelTracker(role), tariffLookup(role)],
  }
}

/** What the shop starts with in a region that it enables later. */
export function returnsDesk(Role: string): FunctionSpec {
  return {
    name: 'returns-desk',
    code: { type: 'folder', folder: 'returns-desk' },
    configuration: { ...NODE, Role },
  }
}

/** Lambda@Edge: the distribution runs its first version. */
function edgeHeaders(Role: string): FunctionSpec {
  return {
    name: 'edge-headers',
    code: { type: 'folder', folder: 'edge-headers', generated: [releaseFile('2026.10')] },
    configuration: { ...NODE, Role, MemorySize: 128, Timeout: 5 },
    release: { generated: [releaseFile('2026.11')], share: 0.1 },
  }
}

function fraudScore(Role: string): FunctionSpec {
  return {
    name: 'fraud-score',
    code: { type: 'folder', folder: 'fraud-score' },
    configuration: {
      ...PYTHON,
      Handler: 'score.handler',
      Role,
      Environment: { Variables: { PARTNER_TOKEN: sampleSecret('fraud-score') } },
    },
  }
}

function parcelTracker(Role: string): FunctionSpec {
  return {
    name: 'parcel-tracker',
    code: { type: 'folder', folder: 'parcel-tracker' },
    configuration: { ...NODE, Role, Tags: { team: 'fulfilment' } },
    reservedConcurrency: 10,
  }
}

function tariffLookup(Role: string): FunctionSpec {
  return {
    name: 'tariff-lookup',
    code: { type: 'folder', folder: 'tariff-lookup' },
    configuration: { ...PYTHON, Handler: 'tariff.handler', Role },
  }
}
