namespace Reliably.GitOps.Doctor;

/// <summary>A Git remote as the service sees it.</summary>
public sealed record RemoteSight
{
    /// <summary>Its address as it may be shown.</summary>
    public required string Url { get; init; }

    /// <summary>The branch that is watched.</summary>
    public required string Branch { get; init; }

    /// <summary>Why it cannot be read; null where it can.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The newest commit of the branch, short; null where there is none.</summary>
    public string? Tip { get; init; }

    /// <summary>Branches that it has.</summary>
    public int Branches { get; init; }

    /// <summary>Why nothing may be pushed; null where something may.</summary>
    public Refusal? PushRefusal { get; init; }
}

/// <summary>What is to be said about a watched repository, whatever its forge.</summary>
public static class RemoteChecks
{
    /// <summary>Reading the branch, and whether the credentials may push. What hooks and protected branches refuse shows only in a real push.</summary>
    public static IEnumerable<CheckResult> Remote(string group, RemoteSight sight)
    {
        var reading = new Check(group, "remote");
        if (sight.Refusal is { } refusal)
        {
            yield return reading.Problem(refusal);
            yield break;
        }

        yield return sight switch
        {
            { Tip: { } tip } => reading.Good($"{sight.Url} can be read; '{sight.Branch}' is at {tip}."),
            { Branches: 0 } => reading.Advice($"{sight.Url} has no commit yet.", $"Push a first one to '{sight.Branch}'. The service waits for it."),
            _ => reading.Problem($"{sight.Url} has no branch '{sight.Branch}'.", "Name the branch with 'branch:', or push a first commit to it."),
        };
        var writing = new Check(group, "push");
        yield return sight.PushRefusal is { } push ? writing.Problem(push) : writing.Good("Its credentials may push.");
    }
}
