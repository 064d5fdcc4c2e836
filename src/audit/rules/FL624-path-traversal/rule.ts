// A file's path built with what a request says: `..` or a leading `/` leads out of the folder that was meant.
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import type { Confidence } from '../../finding.ts'
import type { Report, Rule } from '../rule.ts'
import { type Arrival, arrivals, FROM_STORES_TOO, reportOf } from '../shared/arrivals.ts'
import { isJudged } from '../shared/guards.ts'
import { isOneSegment } from '../shared/path-parameters.ts'
import { isSavedIn } from '../shared/saved.ts'

const FIRST = [
  'open',
  'io.open',
  'codecs.open',
  'aiofiles.open',
  'flask.send_file',
  'flask.helpers.send_file',
  'quart.send_file',
  'flask.send_from_directory',
  'flask.helpers.send_from_directory',
  'flask.Flask().open_resource',
  'flask.current_app.open_resource',
  'glob.glob',
  'glob.iglob',
  'PIL.Image.open().save',
  'linecache.getlines',
]
/** Whole folders: here even a lone `..` does harm. */
const FOLDERS = [
  'os.listdir',
  'os.scandir',
  'os.walk',
  'shutil.rmtree',
  'shutil.make_archive',
  'os.removedirs',
]
const FILES = [
  'os.open',
  'os.remove',
  'os.unlink',
  'os.rmdir',
  'os.mkdir',
  'os.makedirs',
  'os.truncate',
  'os.chmod',
  'os.startfile',
]
const PAIRS = [
  'os.rename',
  'os.renames',
  'os.replace',
  'os.link',
  'os.symlink',
  'shutil.copy',
  'shutil.copy2',
  'shutil.copyfile',
  'shutil.copytree',
  'shutil.move',
]
/** Methods of pathlib's paths that read or change what is there. */
const PATH_METHODS = [
  'read_text',
  'read_bytes',
  'write_text',
  'write_bytes',
  'unlink',
  'rmdir',
  'iterdir',
].map((name) => `*.${name}`)

const SINKS: readonly SinkSpec[] = [
  {
    id: 'FL624',
    calls: [...FIRST, ...FILES],
    args: [0, 'file', 'path', 'filename', 'path_or_file', 'filename_or_fp', 'directory', 'pathname'],
    clean: 'path',
  },
  { id: 'FL624/folder', calls: FOLDERS, args: [0, 'path', 'top'], clean: 'path' },
  { id: 'FL624/pair', calls: PAIRS, args: [0, 1, 'src', 'dst'], clean: 'path' },
  { id: 'FL624/path', calls: [...PATH_METHODS, 'pathlib.Path().open'], args: ['self'], clean: 'path' },
]

export const rule: Rule = {
  id: 'FL624',
  name: 'path-traversal',
  title: 'Path traversal',
  severity: 'high',
  confidence: 'high',
  cwe: 22,
  point: 6,
  cure: 'Portcullis keeps files under random ids of its own; no name from a request is ever part of a path.',
  sinks: SINKS,
  check: pathTraversal,
}

function* pathTraversal(facts: Facts): Iterable<Report> {
  for (const id of ['FL624', 'FL624/folder', 'FL624/pair', 'FL624/path']) {
    for (const arrival of arrivals(facts, [id], FROM_STORES_TOO)) {
      if (isContent(facts, arrival)) continue
      // What was saved under such a path is told there: FL625.
      const { site, arg } = arrival.found
      if (arg.kind === 'Name' && isSavedIn(site?.inside ?? null, arg)) continue
      const confidence = confidenceOf(facts, arrival, id === 'FL624/folder')
      yield reportOf({ ...arrival, confidence }, `The path is built with \`${arrival.taint.source.what}\`.`)
    }
  }
}

/** `send_file(io.BytesIO(…))`, `send_file(request.files['f'])`: an open file rather than a path. */
function isContent({ names }: Facts, { found }: Arrival): boolean {
  return /^(?:io\.|tempfile\.|flask\.request\.(?:files|stream))/.test(names.of(found.arg) ?? '')
}

function confidenceOf(facts: Facts, arrival: Arrival, folder: boolean): Confidence {
  const { taint, confidence } = arrival
  if (taint.kind !== 'request') return confidence
  if (isJudged(facts, taint)) return 'low'
  if (isOneSegment(facts, taint)) return folder ? 'medium' : 'low'
  return confidence
}
