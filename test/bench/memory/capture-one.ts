import { captureFunction } from '../../../shared/capture/capture-function.ts'
import { ACCOUNT, HOME_REGION } from '../account.ts'
import { capturePorts } from '../fleet/capture-ports.ts'

/** Captures one function into the vault that is given, and prints what came of it; the bench bundles it. */
const [vault = '', name = ''] = process.argv.slice(2)
const cause = { type: 'person', principal: 'bench' } as const
const request = { account: ACCOUNT, region: HOME_REGION, name, cause }
const outcome = await captureFunction(capturePorts(HOME_REGION, vault), request)
process.stdout.write(JSON.stringify(outcome))
