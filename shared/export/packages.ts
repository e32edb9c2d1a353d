import type { BlobRef, CodeRef, FunctionContent, LayerContent } from '../model/manifest.ts'
import { objectsOf, textOf } from '../model/members.ts'
import type { ExportFile } from './exported.ts'
import type { Notes } from './notes.ts'
import type { CodePart, LayerPart } from './parts.ts'

/** Digits of the hash in the name of a file: other bytes have another name, so that a new deployment sees them. */
const SHOWN_DIGITS = 12

/** The code of a function, and its file. */
export function codePart(code: CodeRef | undefined, notes: Notes): CodePart {
  if (code === undefined) {
    notes.add('The code could not be read when the point was taken, and is missing.')
    return { type: 'unread' }
  }
  return code.type === 'zip' ? { type: 'zip', file: fileName('code', code.blob) } : code
}

/** The layers of `$LATEST` in their order, which says whose files win. */
export function layerParts(
  { configuration, layers = [] }: FunctionContent,
  notes: Notes,
): readonly LayerPart[] {
  const account = textOf(configuration, 'FunctionArn')?.split(':')[4]
  return objectsOf(configuration, 'Layers').map((one) => {
    const arn = textOf(one, 'Arn') ?? ''
    const layer = layers.find((known) => known.arn === arn)
    if (layer?.blob === undefined || arn.split(':')[4] !== account) {
      notes.add(`Layer ${arn} is named, not made: it must be there.`)
      return { type: 'named', arn }
    }
    return madeLayer(layer, layer.blob, notes)
  })
}

/** The files of the packages that the parts name. */
export function packageFiles(
  { code, layers = [] }: FunctionContent,
  parts: readonly LayerPart[],
): readonly ExportFile[] {
  const ownCode =
    code?.type === 'zip' ? [{ path: fileName('code', code.blob), content: { blob: code.blob } }] : []
  const made = parts.flatMap((part) => {
    const blob = layers.find(({ arn }) => arn === part.arn)?.blob
    return part.type === 'made' && blob !== undefined ? [{ path: part.file, content: { blob } }] : []
  })
  return [...ownCode, ...made]
}

/** Every package of a point, each under the name of what it is of. */
export function allPackages({ code, versions = [], layers = [] }: FunctionContent): readonly ExportFile[] {
  const zip = (stem: string, one: CodeRef | undefined) =>
    one?.type === 'zip' ? [{ path: fileName(stem, one.blob), content: { blob: one.blob } }] : []
  return [
    ...zip('code', code),
    ...versions.flatMap(({ version, code: own }) => zip(`versions/${version}`, own)),
    ...layers.flatMap(({ arn, blob }) => {
      const [name = 'layer', version = ''] = arn.split(':').slice(6)
      return blob === undefined
        ? []
        : [{ path: fileName(`layers/${name}-${version}`, blob), content: { blob } }]
    }),
  ]
}

function madeLayer({ arn, description, policy }: LayerContent, blob: BlobRef, notes: Notes): LayerPart {
  const [name = 'layer', version = ''] = arn.split(':').slice(6)
  if (policy !== undefined && policy !== null)
    notes.add(`Layer ${name} is made without its policy: other accounts cannot use it.`)
  return { type: 'made', arn, name, file: fileName(`layers/${name}-${version}`, blob), description }
}

/** A path inside the folder, whatever the name in the point says. */
function fileName(stem: string, { sha256 }: BlobRef): string {
  return `${stem.replaceAll(/[^\w/.-]|\.\./g, '_')}-${sha256.slice(0, SHOWN_DIGITS)}.zip`
}
