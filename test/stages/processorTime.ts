/** What the work costs this process, in milliseconds of its processors: what else the machine does meanwhile doesn't count. */
export function processorTime(work: () => unknown): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}
