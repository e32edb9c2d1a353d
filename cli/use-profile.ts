import { CommandError } from './command-error.ts'

/** Profiles that an error names. */
const SHOWN_PROFILES = 10

/**
 * Makes everything that talks to AWS use a profile.
 *
 * @param known profiles in the shared configuration files
 * @param env the environment that the SDK reads
 * @throws CommandError when there is no such profile: the SDK would only say that it found no credentials
 */
export function useProfile(
  profile: string,
  known: readonly string[],
  env: Record<string, string | undefined>,
): void {
  if (!known.includes(profile)) throw noSuchProfile(profile, known)
  env['AWS_PROFILE'] = profile
}

function noSuchProfile(profile: string, known: readonly string[]): CommandError {
  const others = known.length > SHOWN_PROFILES ? ', and others' : ''
  return new CommandError({
    what: `The AWS configuration files have no profile ${profile}.`,
    advice:
      known.length === 0
        ? `They have none at all: \`aws configure --profile ${profile}\` makes one.`
        : `They have ${known.slice(0, SHOWN_PROFILES).join(', ')}${others}.`,
    ending: 'usage',
  })
}
