using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>
/// A ready activity to build experiments from: one of <c>starters/**</c> of a repository, or one that comes with the program
/// (<see cref="StarterCatalogue"/>). It knows its arguments, and the probe or rollback that belongs to it.
/// </summary>
public sealed record Starter
{
    public required Slug Slug { get; init; }

    public required string Title { get; init; }

    public string Description { get; init; } = "";

    /// <summary>What it acts on: <c>process</c>, <c>http</c>, <c>kubernetes</c>, …</summary>
    public required string Target { get; init; }

    /// <summary>The part of the target: <c>pod</c>, <c>ec2</c>, …; null where the target has no parts.</summary>
    public string? Service { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The activity as written: what is to be filled in stands there as <c>${name}</c>.</summary>
    public required Activity Activity { get; init; }

    /// <summary>Whether it observes or changes something.</summary>
    public ActivityType Kind => Activity.Type;

    /// <summary>
    /// What can be filled in, in the order of the document. Of a Python function these are all its arguments, also those that the activity
    /// leaves to the function's own defaults; of another provider, the <c>${name}</c> of the activity. Empty where the document says nothing.
    /// </summary>
    public ImmutableArray<StarterArgument> Arguments { get; init; } = [];

    /// <summary>Entries of the experiment's <c>configuration</c> that the activity, or the extension behind it, reads.</summary>
    public ImmutableArray<StarterArgument> Configuration { get; init; } = [];

    /// <summary>Starters that are often used together with this one, such as the probe that sees its effect.</summary>
    public ImmutableArray<Slug> Related { get; init; } = [];

    /// <summary>The starter that undoes this one; null where nothing does, or nothing needs to.</summary>
    public Slug? Rollback { get; init; }

    /// <summary>The page that explains the function or program.</summary>
    public Uri? Docs { get; init; }

    /// <summary>The Python package to install, as <c>pip install</c> takes it; null where none is needed.</summary>
    public string? Package { get; init; }
}

/// <summary>One value that a starter asks for.</summary>
public sealed record StarterArgument
{
    /// <summary>Its name: of the function's argument, of the <c>${name}</c>, or of the configuration entry.</summary>
    public required string Name { get; init; }

    public string? Title { get; init; }

    public ArgumentType Type { get; init; } = ArgumentType.Any;

    /// <summary>Nothing works without it. A required argument has no default.</summary>
    public bool Required { get; init; }

    /// <summary>What is taken where nobody says otherwise; null where there is none.</summary>
    public DataNode? Default { get; init; }

    /// <summary>The only values there are; empty where any value of the type will do.</summary>
    public ImmutableArray<DataNode> Choices { get; init; } = [];
}

/// <summary>Type of an argument's value.</summary>
public enum ArgumentType
{
    Any,
    String,
    Integer,
    Number,
    Boolean,
    List,
    Mapping,
}
