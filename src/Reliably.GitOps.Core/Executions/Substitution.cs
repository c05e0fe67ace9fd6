using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Puts values of configuration and secrets into texts as the Chaos Toolkit does: Python's <c>string.Template</c> (<c>${name}</c>, <c>$name</c>,
/// <c>$$</c>), recursive into lists and mapping values, and typed where a text is exactly one <c>${name}</c>. Unknown names stay as they are.
/// </summary>
public sealed class Substitution(DataNode.Mapping configuration, DataNode.Mapping secrets)
{
    public static Substitution None { get; } = new(DataNode.Mapping.Empty, DataNode.Mapping.Empty);

    /// <summary>Without any value, provider arguments are not looked at, not even for <c>$$</c>.</summary>
    public bool IsEmpty => configuration.Entries.IsEmpty && secrets.Entries.IsEmpty;

    /// <exception cref="ExperimentErrorException">A secret at the top level is no group, and a name had to be looked for in it.</exception>
    public DataNode Apply(DataNode node) => node switch
    {
        DataNode.Text text => ApplyTo(text.Value),
        DataNode.Sequence sequence => new DataNode.Sequence([.. sequence.Items.Select(Apply)]),
        DataNode.Mapping mapping => new DataNode.Mapping([.. mapping.Entries.Select(entry => entry with { Value = Apply(entry.Value) })]),
        _ => node,
    };

    /// <summary>What provider arguments get: nothing happens when there are no values at all.</summary>
    public DataNode? ApplyToArguments(DataNode? arguments) => arguments is null || IsEmpty ? arguments : Apply(arguments);

    private DataNode ApplyTo(string text)
    {
        var at = text.IndexOf('$', StringComparison.Ordinal);
        if (at < 0) return DataNode.Of(text);
        if (at == 0 && Placeholder.At(text, 0) is { Kind: PlaceholderKind.Braced } whole && whole.Length == text.Length && Find(whole.Name) is { } value)
            return value;
        return DataNode.Of(Expand(text));
    }

    private string Expand(string text)
    {
        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (text[i] != '$')
            {
                builder.Append(text[i++]);
                continue;
            }

            var pattern = Placeholder.At(text, i);
            var value = pattern.HasName ? Find(pattern.Name) : null;
            if (value is not null) builder.Append(PythonText.Of(value));
            else builder.Append(pattern.Kind == PlaceholderKind.Escaped ? "$" : text.AsSpan(i, pattern.Length));
            i += pattern.Length;
        }

        return builder.ToString();
    }

    /// <summary>Configuration first, then each group of secrets in the order of the file.</summary>
    private DataNode? Find(string name)
    {
        if (configuration[name] is { } value) return value;
        foreach (var group in secrets.Entries)
        {
            if (group.Value is not DataNode.Mapping names)
                throw new ExperimentErrorException($"'{name}' cannot be looked up: the secret '{group.Name}' is not in a group.");
            if (names[name] is { } secret) return secret;
        }

        return null;
    }
}
