// The plan of the house: who may import whom, each with its reason, held against every import in src.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { circlesOf, computedImportsOf, importedFile, importsOf } from './imports.ts'

interface Arrow {
  /** A folder of src, or a file that stands in src itself, without `.ts`. */
  from: string
  mayImport: string[]
  because: string
}

/** What stands below the plugin, for those who may use any of it. */
const PARTS = [
  'accounts',
  'uploads',
  'backend',
  'shield',
  'store',
  'mail',
  'config',
  'limits',
  'crypto',
  'html',
]

/** From the roof to the cellar. What is not here is not allowed; type imports count. */
const ARROWS: Arrow[] = [
  { from: 'bin', mayImport: ['cli'], because: 'the command line picks a command and does nothing itself' },
  {
    from: 'cli',
    mayImport: ['app', 'portcullis', 'api', ...PARTS],
    because: 'commands use every part, and no part knows of commands',
  },
  {
    from: 'index',
    mayImport: ['app', 'portcullis', 'api', ...PARTS],
    because: 'it hands on the names that an embedding app may use',
  },
  {
    from: 'app',
    mayImport: ['portcullis', 'shield', 'config'],
    because: 'it gives the plugin a Fastify with safe limits of its own, and a log line a request',
  },
  {
    from: 'portcullis',
    mayImport: ['dev', 'janitor', 'health', 'api', ...PARTS],
    because: 'it joins the parts in the order a request meets them; the compiler checks here that they fit',
  },
  {
    from: 'janitor',
    mayImport: ['accounts', 'uploads', 'api', 'backend'],
    because: 'it sweeps what the rooms below say is over',
  },
  { from: 'health', mayImport: ['store'], because: 'being ready means that the database answers' },
  {
    from: 'dev',
    mayImport: ['backend', 'shield', 'store', 'mail', 'config', 'html'],
    because:
      'development comforts look at everything; nothing but the app knows them, so production can leave them out',
  },
  {
    from: 'api',
    mayImport: PARTS,
    because: 'it opens accounts and uploads to programs; neither knows of tokens',
  },
  {
    from: 'uploads',
    mayImport: ['accounts', 'backend', 'shield', 'store', 'config', 'limits', 'crypto', 'html'],
    because:
      'a file is somebody’s, and what becomes of it stands in their activity; no account knows of files',
  },
  {
    from: 'accounts',
    mayImport: ['backend', 'shield', 'store', 'mail', 'config', 'limits', 'crypto', 'html'],
    because: 'a feature is built on the floors below; no floor below knows a feature',
  },
  {
    from: 'backend',
    mayImport: ['later', 'store', 'mail', 'config', 'limits', 'crypto'],
    because: 'it opens what rules need, and has no part in answering requests',
  },
  {
    from: 'shield',
    mayImport: ['config', 'limits', 'crypto', 'html'],
    because:
      'it works alone in a host app: it knows no database, no mail and no account, and declares what it needs',
  },
  {
    from: 'mail',
    mayImport: ['store', 'config', 'crypto', 'html'],
    because: 'the outbox is a table, and a mail has an HTML version',
  },
  {
    from: 'store',
    mayImport: ['config', 'limits', 'crypto'],
    because: 'counters are kept here in the shape that limits declares; nobody asks a database for pages',
  },
  {
    from: 'config',
    mayImport: ['limits', 'crypto'],
    because: 'settings are read before anything else is there; some have a grammar of their own',
  },
  { from: 'later', mayImport: [], because: 'it runs whatever it is given' },
  { from: 'limits', mayImport: [], because: 'counting is arithmetic' },
  { from: 'crypto', mayImport: [], because: 'what all rely on relies on nothing' },
  { from: 'html', mayImport: [], because: 'what all rely on relies on nothing' },
]

/** Rules for some files of a room, stricter than its arrow. */
interface FileRule {
  files: (file: string) => boolean
  mayImport: (target: string) => boolean
  because: string
}

const isPage = (path: string) => path.endsWith('.page.ts')
const isRoutes = (path: string) => path.endsWith('.routes.ts')
const isMail = (path: string) => path.endsWith('.mail.ts')
/** Bodies of requests are read for routes alone. */
const isRules = (file: string) => !isPage(file) && !isRoutes(file) && !file.endsWith('/json-body.ts')
const isFastify = (target: string) => /^@?fastify\b/.test(target)

const FILE_RULES: FileRule[] = [
  {
    files: isPage,
    mayImport: (target) => target.startsWith('src/html/'),
    because: 'a page is markup made of values: no request, no setting, no database, no package',
  },
  {
    files: isMail,
    mayImport: (target) => target === 'src/mail/letter.ts',
    because: 'a mail is words made of values, in two versions that the letter writes',
  },
  {
    files: (file) => file.startsWith('src/accounts/') && !isPage(file) && !isRoutes(file),
    mayImport: (target) =>
      !isFastify(target) && !target.startsWith('src/shield/') && !isPage(target) && !isRoutes(target),
    because: 'rules know no HTTP: the command line and tests call them as the routes do',
  },
  {
    files: (file) => file.startsWith('src/api/') && isRules(file),
    mayImport: (target) =>
      !isFastify(target) &&
      (!target.startsWith('src/shield/') || target === 'src/shield/assurance.ts') &&
      !isPage(target) &&
      !isRoutes(target),
    because: 'rules of the API know no HTTP either; whether two factors were proven is said in one place',
  },
  {
    files: (file) => file.startsWith('src/uploads/') && !isPage(file) && !isRoutes(file),
    mayImport: (target) =>
      !isFastify(target) && !target.startsWith('src/shield/') && !isPage(target) && !isRoutes(target),
    because: 'rules on files know no HTTP: what they take is a stream, and what they give a value',
  },
  {
    files: (file) => file.startsWith('src/uploads/'),
    mayImport: (target) =>
      !target.startsWith('src/accounts/') ||
      ['src/accounts/activity/activity.ts', 'src/accounts/needs.ts'].includes(target),
    because: 'uploads stand beside the accounts: they write into activity, and change no account',
  },
  {
    files: (file) => file === 'src/api/client.ts',
    mayImport: (target) => target === 'src/api/operations.ts',
    because:
      'the client runs in other people’s programs and browsers: it takes types from the table of calls, and nothing else',
  },
  {
    files: (file) => file.startsWith('src/mail/'),
    mayImport: (target) => !target.startsWith('src/store/') || target === 'src/store/schema.ts',
    because: 'mail needs to know the tables, not how they are opened',
  },
  {
    files: (file) => /^src\/(store|mail|config|limits|crypto|html)\//.test(file),
    mayImport: (target) => !isFastify(target),
    because: 'the lower floors know no web framework',
  },
]

/** Longer than this, a file is looked at again (and split, or listed here with its reason). */
const MOST_LINES = 300
const LONG_FOR_A_REASON: Record<string, string> = {}

const files = globSync('src/**/*.ts')
  .map((file) => file.replaceAll('\\', '/'))
  .sort()
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]))

/** `src/accounts/login/login.ts` → `accounts`; `src/app.ts` → `app`. */
function roomOf(file: string): string {
  return file.split('/')[1]!.replace(/\.ts$/, '')
}

interface Edge {
  file: string
  line: number
  /** A file of ours from the repository's root, or a package as written. */
  target: string
  ours: boolean
}

const edges: Edge[] = [...sources].flatMap(([file, source]) =>
  importsOf(source).map(({ target, line }) => {
    const imported = importedFile(file, target)
    return { file, line, target: imported ?? target, ours: imported !== undefined }
  }),
)

const shown = ({ file, line, target }: Edge) => `${file}:${line} imports ${target}`

describe('the plan', () => {
  test('its arrows run down only', () => {
    assert.deepEqual(circlesOf(new Map(ARROWS.map(({ from, mayImport }) => [from, mayImport]))), [])
  })

  test('each room of src stands in it once', () => {
    const known = ARROWS.map(({ from }) => from)
    assert.equal(new Set(known).size, known.length)
    const rooms = [...new Set(files.map(roomOf))]
    assert.deepEqual(
      rooms.filter((room) => !known.includes(room)),
      [],
    )
  })

  for (const { from, mayImport, because } of ARROWS) {
    test(`${from} imports ${mayImport.join(', ') || 'no other room'}: ${because}`, () => {
      const wrong = edges.filter(({ file, target, ours }) => {
        return ours && roomOf(file) === from && roomOf(target) !== from && !mayImport.includes(roomOf(target))
      })
      assert.deepEqual(wrong.map(shown), [])
    })
  }

  for (const { files: concerned, mayImport, because } of FILE_RULES) {
    test(because, () => {
      const wrong = edges.filter(({ file, target }) => concerned(file) && !mayImport(target))
      assert.deepEqual(wrong.map(shown), [])
    })
  }

  test('no circle, type imports included', () => {
    const graph = Map.groupBy(
      edges.filter(({ ours }) => ours),
      ({ file }) => file,
    )
    assert.deepEqual(
      circlesOf(new Map([...graph].map(([file, out]) => [file, out.map(({ target }) => target)]))),
      [],
    )
  })

  test('every import of ours leads to a file, inside src', () => {
    const lost = edges.filter(
      ({ target, ours }) => ours && !(target.startsWith('src/') && existsSync(target)),
    )
    assert.deepEqual(lost.map(shown), [])
  })

  test('no import is computed, so that none escapes this test', () => {
    const computed = [...sources].flatMap(([file, source]) =>
      computedImportsOf(source).map((line) => `${file}:${line}`),
    )
    assert.deepEqual(computed, [])
  })
})

describe('each file', () => {
  test('begins with a caption in plain words', () => {
    const bare = [...sources].filter(([, source]) => {
      const [first = ''] = source.replace(/^#!.*\n/, '').split('\n')
      return !/^\/\/ \S.{15,}$/.test(first)
    })
    assert.deepEqual(
      bare.map(([file]) => file),
      [],
    )
  })

  test(`has ${MOST_LINES} lines at most`, () => {
    const scripts = globSync('scripts/**/*.ts').map((file) => [file, readFileSync(file, 'utf8')] as const)
    const long = [...sources, ...scripts]
      .map(([file, source]) => ({ file, lines: source.split('\n').length - 1 }))
      .filter(({ file, lines }) => lines > MOST_LINES && LONG_FOR_A_REASON[file] === undefined)
    assert.deepEqual(long, [])
  })
})
