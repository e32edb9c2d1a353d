/** A region as the second label of a principal: `sns.af-south-1.amazonaws.com`, of regions that are opted into. */
const REGION = /^([\w-]+)\.[a-z]{2,}(?:-[a-z]+)+-\d+\.(.+)$/

/**
 * Whether a statement's principal is one that a kind claims. `*` in a pattern stands for one label, a region. A
 * service in another partition (`s3.amazonaws.com.cn`) or for one region only is the same service.
 *
 * @param pattern `logs.*.amazonaws.com`, `sns.amazonaws.com`
 */
export function isClaimed(principal: string, pattern: string): boolean {
  const name = principal.toLowerCase().replace(/\.cn$/, '')
  const regionless = name.replace(REGION, '$1.$2')
  return fits(name, pattern) || fits(regionless, pattern) || fits(regionless, pattern.replace('.*.', '.'))
}

function fits(name: string, pattern: string): boolean {
  const [labels, wanted] = [name.split('.'), pattern.split('.')]
  return labels.length === wanted.length && wanted.every((label, n) => label === '*' || label === labels[n])
}
