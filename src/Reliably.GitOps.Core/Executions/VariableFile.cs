using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>A file of <c>--var-file</c>: values for configuration and secrets, or lines for the environment.</summary>
public sealed record VariableFile
{
    public DataNode.Mapping Configuration { get; init; } = DataNode.Mapping.Empty;

    public DataNode.Mapping Secrets { get; init; } = DataNode.Mapping.Empty;

    public ImmutableArray<EnvironmentLine> Environment { get; init; } = [];

    /// <summary>An environment with these lines over it; the last of two wins.</summary>
    public ImmutableSortedDictionary<string, string> Over(ImmutableSortedDictionary<string, string> variables)
    {
        foreach (var line in Environment) variables = variables.SetItem(line.Name, line.Value);
        return variables;
    }

    /// <summary>Reads a file by its extension: YAML, JSON, else <c>KEY=VALUE</c> lines.</summary>
    /// <exception cref="ExperimentErrorException">It cannot be read. (The Chaos Toolkit would only log that and run with other values.)</exception>
    public static VariableFile Read(string path, ReadOnlyMemory<byte> content)
    {
        if (DocumentReader.ExtensionOf(path) is null) return new() { Environment = [.. Lines(path, Encoding.UTF8.GetString(content.Span))] };
        var node = DocumentReader.TryParse(new RepositoryFile(path, content), out Diagnostic? problem);
        if (problem is not null) throw new ExperimentErrorException($"The variable file {problem.Location} cannot be read: {problem.Message}");
        return node switch
        {
            DataNode.Mapping mapping => new() { Configuration = Part(mapping, "configuration", path), Secrets = Part(mapping, "secrets", path) },
            null or DataNode.Null => new(),
            _ => throw new ExperimentErrorException($"The variable file '{path}' must hold 'configuration' and 'secrets'."),
        };
    }

    private static DataNode.Mapping Part(DataNode.Mapping file, string name, string path) => file[name] switch
    {
        null => DataNode.Mapping.Empty,
        DataNode.Mapping part => part,
        _ => throw new ExperimentErrorException($"'{name}' of the variable file '{path}' must be a mapping."),
    };

    private static IEnumerable<EnvironmentLine> Lines(string path, string text)
    {
        foreach (var line in text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#'))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) throw new ExperimentErrorException($"A line of the variable file '{path}' is not of the form KEY=VALUE.");
            yield return new(line[..equals], line[(equals + 1)..]);
        }
    }
}

/// <summary>A variable of the environment.</summary>
public sealed record EnvironmentLine(string Name, string Value);
