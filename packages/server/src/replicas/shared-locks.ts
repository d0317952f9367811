/** Locks that several servers share. One whose holder dies is free again within seconds. */
export interface SharedLocks {
  /**
   * Takes the lock without waiting; `null` when somebody has it. A process must not ask for a lock that it holds.
   *
   * @returns what gives it back
   * @throws what the database behind it throws
   */
  acquire(key: string): Promise<(() => void) | null>
}
