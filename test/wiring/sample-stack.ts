import type { Template } from './packaged-template.ts'
import type { DeployedStack } from './stack-names.ts'

/** What `Ref` gives is an ARN for these types (CloudFormation template reference, "Return values"). */
const REFERRED_BY_ARN: Readonly<Record<string, string>> = {
  'AWS::SNS::Topic': 'arn:aws:sns:eu-west-1:123456789012:',
  'AWS::StepFunctions::StateMachine': 'arn:aws:states:eu-west-1:123456789012:stateMachine:',
}

/** A stack whose physical ids are its logical ones; those of roles begin with its name, as CloudFormation makes them. */
export function sampleStack({ Resources }: Template): DeployedStack {
  const name = 'holdfast'
  const ids = Object.entries(Resources).map(([id, { Type }]) => {
    const before = Type === 'AWS::IAM::Role' ? `${name}-` : (REFERRED_BY_ARN[Type] ?? '')
    return [id, before + id]
  })
  const resources = Object.fromEntries(ids) as Record<string, string>
  return { name, account: '123456789012', region: 'eu-west-1', resources }
}
