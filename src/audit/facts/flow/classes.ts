// What kind of thing a class of the project is, and what its attributes hold.
import type { Call, Expr } from '../../python/ast.ts'
import type { ClassInfo, Names } from '../../python/names-api.ts'
import type { ClassKind } from './frame.ts'

const NUMBERS = new Set([
  'int',
  'float',
  'bool',
  'UUID',
  'Decimal',
  'date',
  'datetime',
  'time',
  'timedelta',
  'Integer',
  'BigInteger',
  'SmallInteger',
  'Float',
  'Double',
  'Numeric',
  'Boolean',
  'DateTime',
  'Date',
  'Time',
  'Interval',
  'Uuid',
  'Enum',
  'IntegerField',
  'FloatField',
  'BooleanField',
  'DecimalField',
  'DateField',
  'DateTimeField',
  'TimeField',
  'AutoField',
  'BigIntegerField',
  'PrimaryKeyField',
  'IntField',
  'ObjectIdField',
  'PositiveInt',
  'ForeignKey',
  'conint',
  'confloat',
  'INTEGER',
  'BIGINT',
  'BOOLEAN',
  'TIMESTAMP',
  'EmailStr_',
])
/** Form fields whose data is a number, a date, or one of the choices. */
const SAFE_FIELDS = new Set([
  'IntegerField',
  'FloatField',
  'DecimalField',
  'BooleanField',
  'DateField',
  'DateTimeField',
  'DateTimeLocalField',
  'TimeField',
  'MonthField',
  'WeekField',
  'SelectField',
  'RadioField',
  'SelectMultipleField',
  'IntegerRangeField',
  'DecimalRangeField',
  'SubmitField',
  'QuerySelectField',
  'CSRFTokenField',
])
const FILE_FIELDS = new Set(['FileField', 'MultipleFileField'])

const KINDS: readonly (readonly [ClassKind, RegExp])[] = [
  ['form', /(?:^|\.)(?:FlaskForm|ModelForm)$|^(?:wtforms|flask_wtf)\..*Form$/],
  ['schema', /^pydantic\..*BaseModel$|^pydantic\.BaseSettings$|^sqlmodel\.SQLModel$/],
  ['enum', /^enum\.\w*(?:Enum|Flag)$/],
  ['view', /\.(?:MethodView|View|Resource)$/],
  [
    'model',
    /\.(?:Model|Document|EmbeddedDocument|DynamicDocument|DeclarativeBase)$|declarative_base\(\)$|^pony\..*Entity$/,
  ],
  ['record', /^typing\.(?:NamedTuple|TypedDict)$/],
]

export function kindOfClass(names: Names, cls: ClassInfo): ClassKind {
  for (const base of names.allBases(cls))
    for (const [kind, pattern] of KINDS) if (pattern.test(base)) return kind
  if (names.lineage(cls).some((each) => each.attributes.has('__tablename__'))) return 'model'
  const decorated = cls.def.decorators.some((decorator) => {
    const name = lastName(decorator)
    return name === 'dataclass' || name === 'define' || name === 'attrs' || name === 's'
  })
  return decorated ? 'record' : ''
}

/** `a.b.c(…)` → `c` */
export function lastName(expr: Expr): string {
  let at = expr
  while (at.kind === 'Call') at = at.callee
  if (at.kind === 'Subscript') return lastName(at.object)
  return at.kind === 'Attribute' ? at.name : at.kind === 'Name' ? at.id : ''
}

export type FieldKind = 'number' | 'text' | 'file' | 'unknown'

/** A model's column, a form's field, a schema's or record's attribute. */
export function fieldOf(
  names: Names,
  cls: ClassInfo,
  name: string,
): { kind: FieldKind; related: string | null } {
  for (const each of names.lineage(cls)) {
    for (const expr of each.attributes.get(name) ?? []) {
      if (expr.kind === 'Call') {
        const found = ofCall(expr)
        if (found.kind !== 'unknown' || found.related !== null) return found
      }
    }
    const annotation = annotationOf(each, name)
    if (annotation) return { kind: isNumber(annotation) ? 'number' : 'text', related: null }
  }
  return { kind: 'unknown', related: null }
}

function ofCall(call: Call): { kind: FieldKind; related: string | null } {
  const name = lastName(call.callee)
  const [first] = call.args
  if (name === 'relationship') {
    return { kind: 'unknown', related: first?.kind === 'Str' ? first.value : first ? lastName(first) : '' }
  }
  if (FILE_FIELDS.has(name)) return { kind: 'file', related: null }
  if (name === 'Column' || name === 'mapped_column') {
    const types = call.args.filter((arg) => arg.kind !== 'Str')
    if (types.length === 0) return { kind: 'unknown', related: null }
    return { kind: types.some((type) => NUMBERS.has(lastName(type))) ? 'number' : 'text', related: null }
  }
  if (SAFE_FIELDS.has(name) || NUMBERS.has(name)) return { kind: 'number', related: null }
  return { kind: name.endsWith('Field') ? 'text' : 'unknown', related: null }
}

function annotationOf(cls: ClassInfo, name: string): Expr | null {
  for (const stmt of cls.def.body) {
    if (stmt.kind !== 'Assign' || stmt.annotation === null) continue
    const [target] = stmt.targets
    if (target?.kind === 'Name' && target.id === name) return stmt.annotation
  }
  return null
}

/** `int`, `Optional[int]`, `Mapped[int]`, `int | None`, `Literal['a']` */
export function isNumber(annotation: Expr): boolean {
  if (annotation.kind === 'Subscript') {
    const outer = lastName(annotation.object)
    if (outer === 'Literal') return true
    const index = annotation.index
    if (outer === 'Annotated')
      return index.kind === 'Tuple' && index.elements[0] !== undefined && isNumber(index.elements[0])
    return ['Optional', 'Mapped', 'List', 'list', 'Union', 'Set', 'set'].includes(outer) && isNumber(index)
  }
  if (annotation.kind === 'Tuple') return annotation.elements.every(isNumber)
  if (annotation.kind === 'BinOp' && annotation.op === '|')
    return [annotation.left, annotation.right].every(isNumber)
  if (annotation.kind === 'Const') return annotation.value === null
  if (annotation.kind === 'Str') return NUMBERS.has(annotation.value)
  return NUMBERS.has(lastName(annotation))
}
