package io.gputelemetry.systemtests;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** What the compiler's parser sees in one source file. */
record JavaSource(Path file, List<String> types, List<Method> methods) {

  /** A method and the lines between its braces. */
  record Method(String name, long lines) {
    @Override
    public String toString() {
      return name + " has " + lines + " lines";
    }
  }

  /** Parses every source of the project. */
  static List<JavaSource> all() throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var files = manager.getJavaFileObjectsFromPaths(Project.files(".java"));
      var task = (JavacTask) compiler.getTask(null, manager, null, List.of(), null, files);
      List<JavaSource> sources = new ArrayList<>();
      for (CompilationUnitTree unit : task.parse()) {
        sources.add(scan(unit, Trees.instance(task)));
      }
      return sources;
    }
  }

  private static JavaSource scan(CompilationUnitTree unit, Trees trees) {
    List<String> types = new ArrayList<>();
    List<Method> methods = new ArrayList<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitClass(ClassTree type, @Nullable Void none) {
        types.add(type.getSimpleName().toString());
        return super.visitClass(type, null);
      }

      @Override
      public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
        if (method.getBody() != null) {
          var positions = trees.getSourcePositions();
          var lines = unit.getLineMap();
          long first = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
          long last = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
          methods.add(new Method(method.getName().toString(), Math.max(0, last - first - 1)));
        }
        return super.visitMethod(method, null);
      }
    }.scan(unit, null);
    return new JavaSource(Path.of(unit.getSourceFile().toUri()), types, methods);
  }
}
