using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Templates;

/// <summary>A Chaos Toolkit experiment whose configuration holds <c>{type: env, key: RELIABLY_PARAM_…}</c> entries: its parameters.</summary>
public sealed record Template
{
    public required Slug Slug { get; init; }

    public required Experiment Experiment { get; init; }

    public ImmutableArray<Parameter> Parameters { get; init; } = [];

    /// <summary>Hash of the template's document: the version an instance records.</summary>
    public required string Version { get; init; }
}

/// <summary>One value that a template asks for.</summary>
public sealed record Parameter
{
    /// <summary>Name of the configuration entry, which is also the name under <c>with:</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The environment variable of the configuration entry, <c>RELIABLY_PARAM_…</c>.</summary>
    public required string EnvironmentKey { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    public ParameterType Type { get; init; } = ParameterType.String;

    /// <summary>The template says nothing of the type: any single value will do.</summary>
    public bool Untyped { get; init; }

    public bool Required { get; init; }

    public DataNode? Default { get; init; }

    /// <summary>Regular expression that a string value must match.</summary>
    public string? Pattern { get; init; }

    public ImmutableArray<DataNode> Choices { get; init; } = [];

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }
}

/// <summary>Type of a parameter's value, by the names of Chaos Toolkit's <c>env_var_type</c>.</summary>
public enum ParameterType
{
    String,
    Integer,
    Number,
    Boolean,
}
