namespace Reliably.GitOps.Doctor;

/// <summary>How a check came out.</summary>
public enum CheckState
{
    /// <summary>All is well.</summary>
    Good,

    /// <summary>It works, and could be better; or it cannot be known from here.</summary>
    Advice,

    /// <summary>The service cannot do what its configuration says.</summary>
    Problem,
}

/// <summary>What <c>reliably doctor</c> says about one thing.</summary>
public sealed record CheckResult
{
    /// <summary>What it belongs to: <c>This machine</c>, <c>GitHub</c>, or a repository and its branch.</summary>
    public required string Group { get; init; }

    /// <summary>Its name for programs, which stays: <c>git</c>, <c>data-folder</c>.</summary>
    public required string Name { get; init; }

    public required CheckState State { get; init; }

    /// <summary>What was seen, one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What to do; null where there is nothing to do.</summary>
    public string? Hint { get; init; }
}

/// <summary>Why something is refused, and what to do about it, as the adapters word it.</summary>
/// <param name="Message">What happened.</param>
/// <param name="WhatToDo">What to do.</param>
public sealed record Refusal(string Message, string WhatToDo);

/// <summary>Makes the results of one group and one check.</summary>
internal readonly record struct Check(string Group, string Name)
{
    public CheckResult Good(string message) => Of(CheckState.Good, message, null);

    public CheckResult Advice(string message, string hint) => Of(CheckState.Advice, message, hint);

    public CheckResult Problem(string message, string hint) => Of(CheckState.Problem, message, hint);

    public CheckResult Problem(Refusal refusal) => Problem(refusal.Message, refusal.WhatToDo);

    private CheckResult Of(CheckState state, string message, string? hint) => new() { Group = Group, Name = Name, State = state, Message = message, Hint = hint };
}
