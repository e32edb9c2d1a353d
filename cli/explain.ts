import { CommanderError } from 'commander'
import { AccessDeniedError, HoldfastError, VaultUnavailableError } from '../shared/errors.ts'
import { isOfCredentials } from '../shared/model/gaps.ts'
import { CommandError } from './command-error.ts'
import type { Explanation } from './command-error.ts'
import { endpointVariables } from './endpoints.ts'
import type { Ending } from './exit-codes.ts'
import type { World } from './world.ts'

interface Advice {
  readonly ending: Ending
  readonly advice: string
}

const READ_ALL = '`holdfast verify --read-data` names everything that is damaged.'
const NO_ANSWER = 'Check the network, the name, and that the zone offers this.'
const TRY_AGAIN = 'Try again; --verbose shows what AWS said.'

/** What failed before anything answered, as Node.js and the SDK name it. */
const NETWORK = /^E[A-Z_]+$|Timeout|NetworkingError/

/** How each error of shared/errors.ts ends a command, and what to do about it. A test keeps the list complete. */
const ADVICE: Readonly<Record<string, Advice>> = {
  BlobCorruptError: { ending: 'integrity', advice: READ_ALL },
  BlobMissingError: { ending: 'integrity', advice: READ_ALL },
  ManifestInvalidError: { ending: 'integrity', advice: READ_ALL },
  DownloadCorruptError: { ending: 'integrity', advice: 'Try again: the download was damaged on its way.' },
  PackageUnreadableError: { ending: 'failed', advice: 'Compare the packages with other tools.' },
  VaultFormatError: {
    ending: 'failed',
    advice: 'Use the version of Holdfast that wrote the vault, or a newer one.',
  },
  VaultUnavailableError: {
    ending: 'failed',
    advice: 'Check the address given with --vault, and that the bucket or directory exists.',
  },
  PreconditionFailedError: { ending: 'refused', advice: 'Somebody else is writing the same; try again.' },
  RunBusyError: { ending: 'refused', advice: 'Wait until the other run has ended, and try again.' },
  RunOverlapError: { ending: 'refused', advice: 'Wait until the other run has ended, and try again.' },
  RunOverdueError: {
    ending: 'failed',
    advice: 'See with holdfast runs which run takes so long, and start this one again.',
  },
  RestoreRefusedError: {
    ending: 'refused',
    advice: 'See the plan with --dry-run, and mend what stands in its way.',
  },
  TriggerTakenError: {
    ending: 'refused',
    advice: 'Decide which function it shall invoke, and change it by hand if that is the restored one.',
  },
  NotFoundError: { ending: 'nothingFound', advice: '`holdfast list` shows what the vault holds.' },
  AccessDeniedError: {
    ending: 'refused',
    advice:
      'Check whose credentials these are with `aws sts get-caller-identity`, and what they are allowed.',
  },
  UnsupportedError: {
    ending: 'failed',
    advice: NO_ANSWER,
  },
  ThrottledError: { ending: 'failed', advice: 'Try again later, or with a lower --concurrency.' },
  ServiceFaultError: { ending: 'failed', advice: TRY_AGAIN },
  RequestRejectedError: { ending: 'failed', advice: TRY_AGAIN },
  FunctionChangingError: { ending: 'failed', advice: 'Try again when its deployment is over.' },
  MalformedEventError: { ending: 'failed', advice: TRY_AGAIN },
  OutOfTimeError: { ending: 'failed', advice: TRY_AGAIN },
  SettingInvalidError: { ending: 'usage', advice: 'Correct the setting and try again.' },
}

const CREDENTIALS: Explanation = {
  what: 'No usable AWS credentials were found.',
  advice:
    'Sign in (`aws sso login`, `aws configure`), name a profile with --profile, or set AWS_ACCESS_KEY_ID. AWS_PROFILE, if it is set, must name a profile that exists.',
  ending: 'usage',
}

const REGION: Explanation = {
  what: 'No AWS region is set.',
  advice: 'Set AWS_REGION, or name a profile that has a region with --profile.',
  ending: 'usage',
}

const SIGN_IN =
  'AWS does not know these credentials, or they have expired: sign in again (`aws sso login`, `aws configure`), or name another profile with --profile.'

/** What a file system says that has no room left. */
export const FULL: readonly string[] = ['ENOSPC', 'EDQUOT']

/** What to do about that. */
export const MAKE_ROOM = 'Make room there, and try again.'

const BOTH_ADDRESSES =
  'Check the addresses given with --vault and --copy, and that the bucket or directory of one exists.'

const OWN_FILES =
  'Let the user who runs this read and write it (`ls -l`, `chmod`), or run it as the user whose vault this is.'

/** How an answer is explained in which no error was named (shared/aws/translate-error.ts): AWS itself names each. */
const NAMELESS =
  'AWS names each error, and this answer names none: look whether a proxy or a firewall gave it, and at AWS_ENDPOINT_URL. --verbose shows more.'

/** Names of errors that Holdfast knows how to explain. */
export const EXPLAINED: readonly string[] = Object.keys(ADVICE)

/** What happened and what to do about it, in a sentence each; how the command ends. @param env what may be the cause */
export function explain(error: unknown, env: World['env'] = {}): Explanation {
  if (error instanceof CommandError) return error.explanation
  if (error instanceof CommanderError) return explainUsage(error)
  const chain = causes(error)
  const credentials = chain.find(isWithoutCredentials)
  if (credentials !== undefined) return explainCredentials(credentials)
  if (chain.some(({ message }) => message.startsWith('Region is missing'))) return REGION
  if (error instanceof HoldfastError) return explainKnown(error, env)
  return explainUnknown(error)
}

/** What the SDK says when not one of its providers had anything to say; otherwise it names a profile and what it lacks. */
const NOTHING_TRIED = /Could not load/

function explainCredentials({ message }: Error): Explanation {
  return NOTHING_TRIED.test(message) ? CREDENTIALS : { ...CREDENTIALS, what: sentence(message) }
}

function explainKnown(error: HoldfastError, env: World['env']): Explanation {
  const { ending, advice } = ADVICE[error.name] ?? { ending: 'failed', advice: TRY_AGAIN }
  return {
    what: sentence(error.message),
    advice: adviceOnAnswer(error) ?? adviceOnSilence(error, env) ?? advice,
    ending,
  }
}

/** What an answer of AWS, or of whoever answered instead, tells beyond the kind of its error. */
function adviceOnAnswer(error: HoldfastError): string | undefined {
  if (error.evidence['nameless'] === true && !error.retryable) return NAMELESS
  if (error instanceof VaultUnavailableError && error.evidence['copy'] !== undefined) return BOTH_ADDRESSES
  if (FULL.includes(String(error.evidence['code']))) return MAKE_ROOM
  if (!(error instanceof AccessDeniedError)) return undefined
  if (error.evidence['path'] !== undefined) return OWN_FILES
  return isOfCredentials(error) ? SIGN_IN : undefined
}

/** Where no answer came at all, the network knows as much as AWS: whoever listens there, or nobody. */
function adviceOnSilence({ evidence }: HoldfastError, env: World['env']): string | undefined {
  const { awsError, status } = evidence
  if (status !== undefined || typeof awsError !== 'string' || !NETWORK.test(awsError)) return undefined
  const set = endpointVariables(env)
  return set.length === 0 ? NO_ANSWER : `Calls go where ${set.join(', ')} says: check that. ${NO_ANSWER}`
}

/** How commander says that a command was named whose own commands are wanted; its message is no sentence. */
const NO_COMMAND = 'commander.help'

function explainUsage(error: CommanderError): Explanation {
  if (error.code === NO_COMMAND)
    return { what: 'A command is missing.', advice: '--help lists the commands.', ending: 'usage' }
  const what = error.message.replace(/^error: /, '').replace(/\n\((.*)\)$/, '. $1')
  return { what: sentence(what), advice: '--help lists the commands and their options.', ending: 'usage' }
}

function explainUnknown(error: unknown): Explanation {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return {
    what: `Something unexpected happened: ${sentence(message)}`,
    advice: 'This is a defect of Holdfast: please report it with the output of --verbose.',
    ending: 'failed',
  }
}

/** The SDK's own name for "nothing in the chain of providers had credentials". */
function isWithoutCredentials(error: Error): boolean {
  return error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError'
}

/** An error and the ones below it, outermost first. */
export function causes(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return []
  return [error, ...causes(error.cause)]
}

function sentence(text: string): string {
  const trimmed = text.trim()
  return /[.?!]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
