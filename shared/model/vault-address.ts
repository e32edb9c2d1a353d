/** What is wrong with the address of a vault. @param name of the setting that holds it @param why the second half of a sentence */
export function addressMistake(name: string, why: string): string {
  return `${name} must be s3://bucket/prefix or file:///directory, but ${why}.`
}
