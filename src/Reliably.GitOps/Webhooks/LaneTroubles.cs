using Reliably.GitOps.GitHub;
using Reliably.GitOps.PullRequests;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Webhooks;

/// <summary>
/// Tells an operator that looks fail: at the first failure and once for a cause, however many lanes and tries it meets; which lanes were given up; and that it
/// is over.
/// </summary>
internal sealed class LaneTroubles(IProgress<ServiceEvent> progress, TimeProvider clock)
{
    /// <summary>A cause that nobody met for so long is a new one when it comes again: its lane may have been closed with nobody looking.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Trouble> troubles = new(StringComparer.Ordinal);

    /// <summary>A look failed, and is tried again.</summary>
    public void Failed(PullRequestLane lane, Exception failure)
    {
        lock (gate)
        {
            var trouble = Meet(lane, failure);
            // What passes by itself within a moment is worth a word only when it does not.
            if (trouble.IsSaid || failure is GitHubException { Passes: true }) return;
            trouble.IsSaid = true;
            Say(lane, failure, WhatToDo(failure));
        }
    }

    /// <summary>A look failed too often in a row: nobody but a push, a redelivery or a round asks for it now.</summary>
    public void GivenUp(PullRequestLane lane, Exception failure)
    {
        lock (gate)
        {
            var trouble = Meet(lane, failure);
            trouble.Trying.Remove(lane);
            trouble.IsSaid = true;
            if (trouble.GivenUp.Add(lane)) Say(lane, failure, "A push, a redelivery or the next round tries again.");
        }
    }

    /// <summary>A look has ended as it should.</summary>
    public void Succeeded(PullRequestLane lane)
    {
        lock (gate)
        {
            foreach (var (cause, trouble) in troubles.Where(one => one.Value.Has(lane)).ToList())
            {
                trouble.Leave(lane);
                if (trouble.Trying.Count > 0) continue;
                troubles.Remove(cause);
                if (trouble.IsSaid) progress.Report(new ServiceEvent.Recovered($"{lane} can be looked at again{(trouble.Met.Count > 1 ? FormattableString.Invariant($", as can {trouble.Met.Count - 1} more") : "")}."));
            }
        }
    }

    /// <summary>The trouble that a lane has now, and no other one.</summary>
    private Trouble Meet(PullRequestLane lane, Exception failure)
    {
        var (now, name) = (clock.GetUtcNow(), CauseOf(lane, failure));
        foreach (var (cause, other) in troubles.ToList())
        {
            if (cause != name) other.Leave(lane);
            if (now - other.Newest > Remembered || (cause != name && other.IsOver)) troubles.Remove(cause);
        }

        if (!troubles.TryGetValue(name, out var trouble)) trouble = troubles[name] = new();
        trouble.Newest = now;
        trouble.Met.Add(lane);
        trouble.Trying.Add(lane);
        return trouble;
    }

    private void Say(PullRequestLane lane, Exception failure, string whatToDo)
    {
        var why = failure is GitHubException or CannotRunException ? failure.Message : $"Something went wrong that should not: {failure}";
        progress.Report(new ServiceEvent.Problem($"{lane} could not be {(lane.Number is null ? "looked at" : "reviewed")}: {why}", whatToDo));
    }

    private static string WhatToDo(Exception failure) => failure switch
    {
        GitHubException exception => GitHubAdvice.For(exception),
        CannotRunException exception when exception.WhatToDo.Contains("tried again", StringComparison.Ordinal) => exception.WhatToDo,
        CannotRunException exception => $"{exception.WhatToDo} It is tried again by itself.",
        _ => "Please report it. It is tried again by itself.",
    };

    /// <summary>A GitHub that is down or has enough of us is one trouble for all lanes; what it refuses is one for each repository.</summary>
    private static string CauseOf(PullRequestLane lane, Exception failure) => failure switch
    {
        GitHubException { Passes: true } => "moment",
        GitHubException { Failure: GitHubFailure.Unreachable or GitHubFailure.Limited or GitHubFailure.Unauthorized } exception => exception.Failure.ToString(),
        GitHubException exception => $"{lane.Repository} {exception.Failure}",
        _ => $"{lane.Repository} {failure.GetType().Name} {failure.Message}",
    };

    private sealed class Trouble
    {
        /// <summary>Everybody that it ever was about.</summary>
        public HashSet<PullRequestLane> Met { get; } = [];

        public HashSet<PullRequestLane> Trying { get; } = [];

        public HashSet<PullRequestLane> GivenUp { get; } = [];

        public bool IsSaid { get; set; }

        public DateTimeOffset Newest { get; set; }

        public bool IsOver => Trying.Count == 0 && GivenUp.Count == 0;

        public bool Has(PullRequestLane lane) => Trying.Contains(lane) || GivenUp.Contains(lane);

        public void Leave(PullRequestLane lane)
        {
            Trying.Remove(lane);
            GivenUp.Remove(lane);
        }
    }
}
