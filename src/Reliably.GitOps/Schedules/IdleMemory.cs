namespace Reliably.GitOps.Schedules;

/// <summary>
/// A service rests most of the day. What a run and its publication took is given back to the machine then, which the runtime alone does not
/// do while nothing asks for memory.
/// </summary>
internal static class IdleMemory
{
    public static void Release() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
