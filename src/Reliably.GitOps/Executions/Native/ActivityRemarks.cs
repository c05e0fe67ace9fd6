using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Native;

/// <summary>What the Chaos Toolkit warns of in its log: an activity that succeeded, though its result may be an error. In a hypothesis the tolerance judges that.</summary>
internal static class ActivityRemarks
{
    private const int FirstHttpError = 400;

    /// <summary>Null where there is nothing to say.</summary>
    public static string? Of(JournalEntry entry, string name)
    {
        if (entry.Failure is { } failure) return $"{name} failed: {failure}";
        if (entry.Activity.Has("tolerance") || entry.Output is not DataNode.Mapping output || output["status"] is not DataNode.Integer { Value: var status }) return null;
        if (output.Has("stdout")) return status.Sign > 0 ? $"{name} ended with status {status}, which may be an error." : null;
        return status >= FirstHttpError ? $"{name} was answered with status {status}, which may be an error." : null;
    }
}
