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
            functions = Of(module);
            if (functions.Count == 0) return null;
            Packages[package] = functions;
        }

        return functions.GetValueOrDefault((module, function));
    }

    private static FrozenDictionary<(string Module, string Function), Starter> Of(string module)
    {
        var functions = new Dictionary<(string, string), Starter>();
        foreach (var starter in BuiltInStarters.OfModule(module))
        {
            if (starter.Activity.Provider is Provider.Python python) functions.TryAdd((python.Module, python.Function), starter);
        }

        return functions.ToFrozenDictionary();
    }
}
