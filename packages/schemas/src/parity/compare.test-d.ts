/**
 * Compares our types with the official SDK's, key by key and in both directions, while compiling. A difference is written
 * `Type.key ours` (a value of ours would not do for the SDK), `Type.key sdk` (a value of the SDK's would not do for us) or, for a key that one
 * side does not have, `Type.key only ours` and `Type.key only sdk`. Each pending list names its differences with the reason; `Verdict` makes a
 * difference that is not listed, and an entry that is no difference any more, fail to compile.
 */

type IsTaken<From, To> = [From] extends [To] ? true : false

type KeyDifference<Place extends string, Ours, Sdk, Key extends string> = Key extends keyof Ours
  ? Key extends keyof Sdk
    ?
        | (IsTaken<Pick<Ours, Key>, Pick<Sdk, Key>> extends true ? never : `${Place} ours`)
        | (IsTaken<Pick<Sdk, Key>, Pick<Ours, Key>> extends true ? never : `${Place} sdk`)
    : `${Place} only ours`
  : `${Place} only sdk`

/** The differences of two object types, by key. */
export type Differences<Name extends string, Ours, Sdk> = {
  [Key in (keyof Ours | keyof Sdk) & string]: KeyDifference<`${Name}.${Key}`, Ours, Sdk, Key>
}[(keyof Ours | keyof Sdk) & string]

/** The differences of two types as wholes, for unions that have no discriminator. */
export type WholeDifferences<Name extends string, Ours, Sdk> =
  | (IsTaken<Ours, Sdk> extends true ? never : `${Name} ours`)
  | (IsTaken<Sdk, Ours> extends true ? never : `${Name} sdk`)

/** The values of `type` in a union. */
export type TypeOf<Union> = Union extends { type: infer Type extends string } ? Type : never

/** The members of a union that may have this `type`. */
export type OfType<Union, Type extends string> = Union extends { type: infer Own } ? (Type extends Own ? Union : never) : never

/** The differences of two unions, member by member; a member only one side has is `Name(type) only ours` or `Name(type) only sdk`. */
export type UnionDifferences<Name extends string, Ours, Sdk> =
  | { [Type in TypeOf<Ours> & TypeOf<Sdk>]: Differences<`${Name}(${Type})`, OfType<Ours, Type>, OfType<Sdk, Type>> }[TypeOf<Ours> &
      TypeOf<Sdk>]
  | (Exclude<TypeOf<Ours>, TypeOf<Sdk>> extends infer Type extends string ? `${Name}(${Type}) only ours` : never)
  | (Exclude<TypeOf<Sdk>, TypeOf<Ours>> extends infer Type extends string ? `${Name}(${Type}) only sdk` : never)

/** True when what was found is what is listed; else an object that names what is not (other words than the found ones, so that the compiler spells them out). */
export type Verdict<Found extends string, Listed extends string> = [Exclude<Found, Listed>, Exclude<Listed, Found>] extends [never, never]
  ? true
  : { wrong: `not listed: ${Exclude<Found, Listed>}` | `stale: ${Exclude<Listed, Found>}` }

/** The same entries under another name: for unions that hold the same members. */
export type Renamed<Listed extends string, From extends string, To extends string> = Listed extends `${From}${infer Rest}`
  ? `${To}${Rest}`
  : never
