import type { FunctionPoint } from '../model/manifest.ts'
import { environmentParameters } from './cloudformation/parameters.ts'
import type { ExportFormat, ExportOptions } from './exported.ts'
import type { Parts } from './parts.ts'
import { environmentVariable } from './terraform/words.ts'

/** How each format is deployed, in the commands of its own tools. */
const COMMANDS: Readonly<Record<ExportFormat, (values: string) => string>> = {
  cloudformation: (values) => `aws s3 cp . s3://BUCKET/PREFIX/ --recursive --exclude '*' --include '*.zip'
aws cloudformation deploy --template-file template.yaml --stack-name STACK --capabilities CAPABILITY_IAM \\
  --parameter-overrides ArtifactBucket=BUCKET ArtifactPrefix=PREFIX/${values}`,
  sam: (values) =>
    `sam deploy --template-file template.yaml --stack-name STACK --resolve-s3 --capabilities CAPABILITY_IAM${
      values === '' ? '' : ` \\\n  --parameter-overrides${values}`
    }`,
  terraform: (values) => `terraform init\nterraform apply${values}`,
  zip: () => 'unzip -l code-*.zip',
}

/** The page beside the files: what they are, how they are deployed, what they cannot bring back. */
export function readMe(
  { resource, id, takenAt }: FunctionPoint,
  { format, showSecrets }: ExportOptions,
  { environment, notes }: Pick<Parts, 'environment'> & { readonly notes: readonly string[] },
): string {
  const values = showSecrets ? '' : valuesText(format, environment)
  return `# ${resource.name}

Written by Holdfast from recovery point ${id}, taken at ${takenAt}, of the function ${resource.name} in ${resource.zone}
of account ${resource.account}.

\`\`\`sh
${COMMANDS[format](values)}
\`\`\`

## What this cannot bring back

${notes.length === 0 ? 'Nothing is known to be missing.' : notes.map((note) => `- ${note}`).join('\n')}
`
}

function valuesText(format: ExportFormat, environment: Parts['environment']): string {
  const names =
    format === 'terraform'
      ? Object.keys(environment).map((variable) => `-var ${environmentVariable(variable)}`)
      : [...environmentParameters(environment).values()]
  return names.map((name) => ` \\\n  ${name}=VALUE`).join('')
}
