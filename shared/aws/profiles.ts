import { loadSharedConfigFiles } from '@smithy/core/config'

/** Names of the profiles in the shared configuration and credentials files, wherever the SDK finds these. */
export async function listProfiles(): Promise<readonly string[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles()
  const names = [...Object.keys(configFile), ...Object.keys(credentialsFile)]
  // Sections of other kinds stand there as `sso-session.<name>`; a profile's name may have a full stop, but not these.
  return [...new Set(names)].filter((name) => !/^(?:sso-session|services)\./.test(name)).toSorted()
}
