namespace Reliably.GitOps.Executions.Control;

/// <summary>A wish to end a run before its time.</summary>
public sealed record StopRequest
{
    /// <summary>Who asked: a person's name, or what ends it by itself (<c>a safeguard</c>, <c>the service</c>). Null where nobody knows.</summary>
    public string? Who { get; init; }

    /// <summary>Why, as a part of a sentence: <c>checkout pages</c>. Null where no reason was given.</summary>
    public string? Why { get; init; }

    /// <summary>Rollbacks are played by strategy; else nothing is undone.</summary>
    public bool Rollbacks { get; init; } = true;

    /// <summary>What the record calls it: <c>stopped</c>, <c>timeout</c>, <c>safeguard</c>, <c>window</c>, <c>emergency-stop</c>.</summary>
    public string Kind { get; init; } = "stopped";

    /// <summary>
    /// The experiment itself did harm: the verdict is <c>halted</c>, which counts as 0, where the method had begun. Else it is
    /// <c>interrupted</c>, which counts for nothing.
    /// </summary>
    public bool Halts { get; init; }

    /// <summary>The whole sentence, where the one made of who and why does not say it.</summary>
    public string? Sentence { get; init; }

    /// <summary>What the event says besides its kind and who asked.</summary>
    public string Detail => Sentence ?? (Why, Rollbacks) switch
    {
        (null, true) => "rollbacks by strategy",
        (null, false) => "without rollbacks",
        (var why, true) => why,
        (var why, false) => "without rollbacks; " + why,
    };

    /// <summary>What happened, as a sentence.</summary>
    public string Text => Sentence ?? $"{(Who is null ? "The run was stopped" : $"Stopped by {Who}")}{(Rollbacks ? "" : " without rollbacks")}{(Why is null ? "." : $": {Why.TrimEnd('.')}.")}";
}

/// <summary>What became of a wish.</summary>
/// <param name="Done">It has an effect.</param>
/// <param name="Text">A sentence for whoever asked.</param>
public sealed record ControlAnswer(bool Done, string Text);
