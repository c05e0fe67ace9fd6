using System.Collections.Concurrent;
using System.Collections.Frozen;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>The built-in starters by the Python function they call, found at once: thousands of experiments ask for the same few.</summary>
internal static class KnownFunctions
{
    private static readonly ConcurrentDictionary<string, FrozenDictionary<(string Module, string Function), Starter>> Packages = new(StringComparer.Ordinal);

    /// <summary>The starter of a function; null for one that no starter calls.</summary>
    public static Starter? Find(string module, string function)
    {
        var dot = module.IndexOf('.', StringComparison.Ordinal);
        var package = dot < 0 ? module : module[..dot];
        if (!Packages.TryGetValue(package, out var functions))
        {
            var starters = BuiltInStarters.OfModule(module);
            if (!starters.Any()) return null;
            Packages[package] = functions = Of(starters);
        }

        return functions.GetValueOrDefault((module, function));
    }

    private static FrozenDictionary<(string Module, string Function), Starter> Of(IEnumerable<Starter> starters)
    {
        var functions = new Dictionary<(string, string), Starter>();
        foreach (var starter in starters)
        {
            if (starter.Activity.Provider is Provider.Python python) functions.TryAdd((python.Module, python.Function), starter);
        }

        return functions.ToFrozenDictionary();
    }
}
