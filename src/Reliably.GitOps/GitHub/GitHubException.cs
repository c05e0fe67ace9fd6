using System.Net;

namespace Reliably.GitOps.GitHub;

/// <summary>Why GitHub did not do what it was asked. Each asks for something else of the caller.</summary>
public enum GitHubFailure
{
    /// <summary>It is not there, or we may not know that it is (404, 410).</summary>
    NotFound,

    /// <summary>The credential is wrong or was withdrawn (401).</summary>
    Unauthorized,

    /// <summary>The credential is good and does not reach that far (403).</summary>
    Forbidden,

    /// <summary>Too much was asked: a primary or a secondary limit. The work is put off until <see cref="GitHubException.Until"/>.</summary>
    Limited,

    /// <summary>The request is wrong, or does not fit the state (400, 409, 422).</summary>
    Refused,

    /// <summary>No answer, or an answer that says nothing (5xx, time-outs). A write may have happened: look before it is tried again.</summary>
    Unreachable,
}

/// <summary>GitHub did not do what it was asked. Its message holds no token.</summary>
public sealed class GitHubException(GitHubFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public GitHubFailure Failure { get; } = failure;

    /// <summary>The answer's status; null where there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>When a limit is over, UTC; null for other failures.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Nothing is wrong: two sides of GitHub are a moment apart, and the next look finds them together.</summary>
    internal bool Passes { get; init; }

    /// <summary>What an operator can do about it, where more is known than its kind.</summary>
    public string? WhatToDo { get; init; }

    /// <summary>The same request may be sent again, and is worth it.</summary>
    internal bool Again { get; init; }
}
