namespace Reliably.GitOps.Executions.Native;

/// <summary>
/// Why a run ends as aborted. An experiment that makes no sense says so itself; anything else is a mistake of ours, or of the machine, and must keep no
/// rollback from being played: it is told with what kind it is, so that it can be reported.
/// </summary>
internal static class NativeCrash
{
    public static string Words(Exception error) => error is ExperimentErrorException ? error.Message : $"{error.GetType().Name}: {error.Message}";
}
