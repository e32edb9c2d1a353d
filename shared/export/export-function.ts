import { stringify } from 'yaml'
import type { FunctionPoint } from '../model/manifest.ts'
import { samTemplate } from './cloudformation/sam.ts'
import { writeTemplate } from './cloudformation/write-template.ts'
import type { ExportFile, ExportFormat, ExportOptions, Exported } from './exported.ts'
import { Notes } from './notes.ts'
import { allPackages, packageFiles } from './packages.ts'
import type { Parts } from './parts.ts'
import { readMe } from './read-me.ts'
import { noteGaps, takeApart } from './take-apart.ts'
import { terraformConfiguration } from './terraform/write-configuration.ts'

/** CloudFormation reads YAML 1.1, in which `on` is true and a date is no text, and refuses aliases. */
const YAML = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const

/**
 * A function as code: the text that makes it, its packages, and a page that says how and what is missing. Pure: bytes
 * are named, not read.
 *
 * @param point for format `zip` it is one of the files; whoever hides secrets hides them in it before
 */
export function exportFunction(point: FunctionPoint, options: ExportOptions): Exported {
  const notes = new Notes()
  if (options.format === 'zip') return exportPackages(point, options, notes)
  const parts = takeApart(point, options, notes)
  const code = codeFile(point, parts, { options: { ...options, format: options.format }, notes })
  const packages = packageFiles(point.content, parts.layers)
  return finished(point, options, { files: [code, ...packages], notes, environment: parts.environment })
}

/** The packages of every version, and the point itself: nothing is lost, and nothing can be deployed. */
function exportPackages(point: FunctionPoint, options: ExportOptions, notes: Notes): Exported {
  noteGaps(point, notes)
  const files = [jsonFile('point.json', point), ...allPackages(point.content)]
  return finished(point, options, { files, notes, environment: {} })
}

function finished(
  point: FunctionPoint,
  options: ExportOptions,
  {
    files,
    notes,
    environment,
  }: Pick<Exported, 'files'> & Pick<Parts, 'environment'> & { readonly notes: Notes },
): Exported {
  const text = readMe(point, options, { environment, notes: notes.all })
  return { files: [...files, { path: 'README.md', content: { text } }], notes: notes.all }
}

/** A format that can be deployed. */
type TemplateOptions = ExportOptions & { readonly format: Exclude<ExportFormat, 'zip'> }

function codeFile(
  point: FunctionPoint,
  parts: Parts,
  { options, notes }: { readonly options: TemplateOptions; readonly notes: Notes },
): ExportFile {
  if (options.format === 'terraform') {
    const { zone } = point.resource
    return jsonFile('main.tf.json', terraformConfiguration(parts, { ...options, zone }, notes))
  }
  const template = writeTemplate(parts, options, notes)
  const written = options.format === 'sam' ? samTemplate(template, parts) : template
  const Description = `${parts.name}, written by Holdfast from recovery point ${point.id}`
  const text = stringify({ AWSTemplateFormatVersion: '2010-09-09', Description, ...written }, YAML)
  return { path: 'template.yaml', content: { text } }
}

function jsonFile(path: string, value: unknown): ExportFile {
  return { path, content: { text: `${JSON.stringify(value, null, 2)}\n` } }
}
