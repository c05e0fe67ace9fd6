namespace Reliably.GitOps.PullRequests;

/// <summary>What the first line of a comment turned out to be.</summary>
public abstract record CommandReading
{
    private CommandReading()
    {
    }

    /// <summary>It does not speak to us.</summary>
    public sealed record None : CommandReading
    {
        public static None One { get; } = new();
    }

    /// <summary>It speaks to us, and nobody can tell what it wants.</summary>
    /// <param name="Message">What is wrong, as plain text; it may hold words of the comment.</param>
    /// <param name="Hint">A line that can be typed instead; null where none is near.</param>
    public sealed record Wrong(string Message, string? Hint) : CommandReading;

    /// <summary>A command.</summary>
    public sealed record Read(PullRequestCommand Command) : CommandReading;
}
