import { expect, test } from '@jest/globals'
import { stackParameters } from '../../../infrastructure/stack-parameters.ts'

test('each parameter of the stack is what the deployment says, or its default', async () => {
  const resolve = (variable: string) =>
    Promise.resolve(variable === "param:Zones, ''" ? 'eu-west-1' : /'(.*)'$/.exec(variable)?.[1])
  const parameters = { Zones: { Default: '' }, QuotaShare: { Default: 0.33 } }
  expect(await stackParameters(parameters, resolve)).toEqual([
    { ParameterKey: 'Zones', ParameterValue: 'eu-west-1' },
    { ParameterKey: 'QuotaShare', ParameterValue: '0.33' },
  ])
})
