using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>A starter as it goes into one experiment: its activity with its values, and what the experiment's configuration needs for it.</summary>
public sealed record StarterUse
{
    public required DataNode.Mapping Activity { get; init; }

    /// <summary>Entries that the experiment's configuration does not have yet.</summary>
    public ImmutableArray<(string Name, DataNode Value)> Configuration { get; init; } = [];

    /// <summary>Values that nobody gave and without which it does not work.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>Values that were given for entries which the experiment's configuration has already.</summary>
    public ImmutableArray<string> Taken { get; init; } = [];

    /// <summary>Values of the wrong type, or none of the choices.</summary>
    public ImmutableArray<Diagnostic> Wrong { get; init; } = [];

    /// <summary>Everything that a value can be given for.</summary>
    public static ImmutableArray<string> NamesOf(Starter starter)
    {
        ArgumentNullException.ThrowIfNull(starter);
        var placeholders = Placeholders.Of(DocumentCursor.Root("", starter.Activity.Source)).Select(static one => one.Name);
        return [.. starter.Arguments.Concat(starter.Configuration).Select(static one => one.Name).Concat(placeholders).Distinct()];
    }

    /// <summary>Fills a starter's activity for an experiment.</summary>
    /// <param name="starter">The starter.</param>
    /// <param name="experiment">The experiment: what its configuration holds stays a variable.</param>
    /// <param name="words">Values by name, as typed; other names are passed over.</param>
    public static StarterUse Of(Starter starter, DataNode.Mapping experiment, IReadOnlyDictionary<string, string> words)
    {
        ArgumentNullException.ThrowIfNull(starter);
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(words);
        return new Filling(starter, experiment, words).Fill();
    }

    private sealed class Filling(Starter starter, DataNode.Mapping experiment, IReadOnlyDictionary<string, string> words)
    {
        private readonly DiagnosticList wrong = new();
        private readonly List<string> missing = [];
        private readonly DataNode.Mapping configuration = experiment["configuration"] as DataNode.Mapping ?? DataNode.Mapping.Empty;

        public StarterUse Fill()
        {
            var entries = ImmutableArray.CreateBuilder<(string, DataNode)>();
            foreach (var one in starter.Configuration.Where(one => !configuration.Has(one.Name)))
            {
                if ((Typed(one.Name, one) ?? one.Default) is { } value) entries.Add((one.Name, value));
                else if (one.Required) missing.Add(one.Name);
            }

            var activity = (DataNode.Mapping)Placeholders.Fill(WithArguments(starter.Activity.Source), ValueOf);
            return new() { Activity = activity, Configuration = entries.ToImmutable(), Missing = [.. missing.Distinct()], Taken = Taken(), Wrong = wrong.ToImmutable() };
        }

        /// <summary>Of a Python function: values for arguments that the activity does not pass, without those that nobody gave and nobody needs.</summary>
        private DataNode.Mapping WithArguments(DataNode.Mapping activity)
        {
            if (starter.Activity.Provider is not Provider.Python || activity["provider"] is not DataNode.Mapping provider) return activity;
            var arguments = provider["arguments"] as DataNode.Mapping ?? DataNode.Mapping.Empty;
            foreach (var one in starter.Arguments)
            {
                if (Typed(one.Name, one) is { } value) arguments = arguments.With(one.Name, value);
                else if (!one.Required && one.Default is null && !IsVariable(one.Name) && arguments[one.Name] == DataNode.Of("${" + one.Name + "}")) arguments = arguments.Without(one.Name);
            }

            return arguments.Entries.IsEmpty ? activity : activity.With("provider", provider.With("arguments", arguments));
        }

        private DataNode? ValueOf(string name)
        {
            if (starter.Configuration.Any(one => one.Name == name)) return null;
            var argument = starter.Arguments.FirstOrDefault(one => one.Name == name);
            if (Typed(name, argument) is { } value) return value;
            if (IsVariable(name)) return null;
            if (argument?.Default is { } standard) return standard;
            missing.Add(name);
            return null;
        }

        private ImmutableArray<string> Taken() => [.. starter.Configuration.Select(static one => one.Name).Where(name => configuration.Has(name) && words.ContainsKey(name))];

        private bool IsVariable(string name) => configuration.Has(name) || (experiment["secrets"] as DataNode.Mapping)?.Entries.Any(group => group.Value is DataNode.Mapping secrets && secrets.Has(name)) == true;

        private DataNode? Typed(string name, StarterArgument? argument)
        {
            if (!words.TryGetValue(name, out var word)) return null;
            var value = argument?.Type is ArgumentType.String ? DataNode.Of(word) : YamlReader.TryParse(Encoding.UTF8.GetBytes(word), out _) ?? DataNode.Of(word);
            if (argument is not null && !wrong.ToImmutable().Any(finding => finding.Pointer == "/" + name)) ArgumentRules.Check(argument, new("--set", "/" + name, value, default), wrong);
            return value;
        }
    }
}
