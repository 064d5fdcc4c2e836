// Harmless bytes under hostile names and types.
import type { HostileFile } from './files.ts'
import * as parts from './parts.ts'

function named(what: string, clientName: string, name: string, declared = 'image/png'): HostileFile {
  return { what, make: () => parts.png(), clientName, declared, must: { type: 'image/png', name } }
}

export const NAMES: readonly HostileFile[] = [
  named('double extension, the last one true', 'shell.php.png', 'shell.php.png'),
  named(
    'double extension, the last one false',
    'photo.png.exe',
    'photo.png.exe.png',
    'application/x-msdownload',
  ),
  named('NUL in the name', 'shell.php\0.png', 'shell.php.png'),
  named('path upwards', '../../../../etc/cron.d/evil.png', 'evil.png'),
  named('path of Windows', 'C:\\Windows\\System32\\evil.png', 'evil.png'),
  {
    ...named('line ends in the name', 'a.png\r\nContent-Type: text/html\r\n\r\n<script>', 'html_script_.png'),
    noForm: true,
  },
  named('line ends in the name, as browsers write them', 'a.png%0D%0AX: y', 'a.png%0D%0AX_ y.png'),
  named('300 bytes of name', `${'n'.repeat(296)}.png`, `${'n'.repeat(251)}.png`),
  named('300 letters of three bytes each', `${'文'.repeat(300)}.png`, `${'文'.repeat(83)}.png`),
  named('name that is turned around', 'photo\u202egnp.exe', 'photognp.exe.png'),
  named('name without width', '\u200b\u200d\ufeff.png', 'png.png'),
  named('name of a device', 'CON.png', '_CON.png'),
  named(
    'quotes, backslashes and percent signs',
    'a"; filename="evil.html%22.png',
    'a_; filename=_evil.html%22.png',
  ),
  named('markup for a name', '<img src=x onerror=alert(1)>.png', '_img src=x onerror=alert(1)_.png'),
  named('nothing for a name', '', 'file.png'),
  named('a hidden file', '.htaccess', 'htaccess.png'),
  named('a type of two lines', 'a.png', 'a.png', 'image/png, text/html'),
]
