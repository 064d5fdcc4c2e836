// A command line built with what a request says and given to a shell, or a program that the request names.

import { keywordOf } from '../../facts/code/expressions.ts'
import type { Facts, SinkSpec } from '../../facts/facts.ts'
import type { Call } from '../../python/ast.ts'
import type { Report, Rule } from '../rule.ts'
import { type Arrival, arrivals, FROM_STORES_TOO, reportOf } from '../shared/arrivals.ts'

/** These give their first argument to a shell. */
const SHELLS = [
  'os.system',
  'os.popen',
  'os.popen2',
  'os.popen3',
  'os.popen4',
  'popen2.popen2',
  'popen2.popen3',
  'commands.getoutput',
  'commands.getstatusoutput',
  'subprocess.getoutput',
  'subprocess.getstatusoutput',
  'asyncio.create_subprocess_shell',
  'asyncio.subprocess.create_subprocess_shell',
  'fabric.api.local',
  'fabric.api.run',
  'invoke.run',
  '*.exec_command',
]
/** These do so with `shell=True`. */
const PROCESSES = ['run', 'call', 'check_call', 'check_output', 'Popen'].map((name) => `subprocess.${name}`)
/** The first argument is the program. */
const PROGRAMS = [
  ...['execl', 'execle', 'execlp', 'execlpe', 'execv', 'execve', 'execvp', 'execvpe'].map(
    (name) => `os.${name}`,
  ),
  'asyncio.create_subprocess_exec',
  'pty.spawn',
]

const SINKS: readonly SinkSpec[] = [
  { id: 'FL621/shell', calls: SHELLS, args: [0, 'cmd', 'command'], clean: 'shell' },
  { id: 'FL621/process', calls: PROCESSES, args: [0, 'args'], clean: 'shell' },
  { id: 'FL621/program', calls: PROGRAMS, args: [0, 'file', 'path'], clean: 'all' },
  {
    id: 'FL621/spawn',
    calls: ['os.spawnl', 'os.spawnlp', 'os.spawnv', 'os.spawnvp'],
    args: [1],
    clean: 'all',
  },
]

export const rule: Rule = {
  id: 'FL621',
  name: 'command-injection',
  title: 'Command injection',
  severity: 'critical',
  confidence: 'high',
  cwe: 78,
  point: 6,
  cure: null,
  sinks: SINKS,
  check: commandInjection,
}

function* commandInjection(facts: Facts): Iterable<Report> {
  for (const arrival of arrivals(facts, ['FL621/shell'], FROM_STORES_TOO)) yield told(arrival)
  for (const arrival of arrivals(facts, ['FL621/process'], FROM_STORES_TOO)) {
    const call = arrival.found.site?.call
    if (call === undefined) continue
    if (usesShell(facts, call)) yield told(arrival)
    else if (namesProgram(facts, arrival)) yield programOf(arrival)
  }
  for (const arrival of arrivals(facts, ['FL621/program', 'FL621/spawn'], FROM_STORES_TOO))
    yield programOf(arrival)
}

function told(arrival: Arrival): Report {
  return reportOf(arrival, `A shell reads a command that is built with \`${arrival.taint.source.what}\`.`)
}

function programOf(arrival: Arrival): Report {
  return reportOf(arrival, `\`${arrival.taint.source.what}\` names the program that is run.`)
}

function usesShell({ names }: Facts, call: Call): boolean {
  const shell = keywordOf(call, 'shell')
  return shell !== undefined && names.literal(shell) !== false
}

/** Without a shell only the program itself matters: the first of the list, or the beginning of the text. */
function namesProgram({ flow }: Facts, { found }: Arrival): boolean {
  const { arg } = found
  if (arg.kind === 'List' || arg.kind === 'Tuple') {
    const [program, option, script] = arg.elements
    if (program === undefined) return false
    const isShell = program.kind === 'Str' && /(?:^|\/)(?:ba|da|z|k)?sh$/.test(program.value)
    const read = isShell && option?.kind === 'Str' && option.value.startsWith('-') ? script : program
    return (
      read !== undefined &&
      flow.taintOf(read).some(({ kind, clean }) => kind === 'request' && !clean.has('shell'))
    )
  }
  // A variable's list: which of its items is foreign is not known, and mostly not the first.
  return arg.kind !== 'Name' && found.taints.some(({ portion }) => portion !== 'part')
}
