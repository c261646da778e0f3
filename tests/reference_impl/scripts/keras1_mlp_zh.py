# 基于多层感知器的 softmax 多分类（Keras 1 的参数名：init、nb_epoch）
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Dropout, Activation
from keras.optimizers import SGD
from keras.utils.np_utils import to_categorical

X_train = np.random.random((200, 20))
y_train = to_categorical(np.random.randint(10, size=(200, 1)), 10)
X_test = np.random.random((50, 20))
y_test = to_categorical(np.random.randint(10, size=(50, 1)), 10)

model = Sequential()
# Dense(64) 是一个有 64 个隐藏单元的全连接层
# 第一层必须指定输入数据的形状：这里是 20 维向量
model.add(Dense(64, input_dim=20, init='uniform'))
model.add(Activation('tanh'))
model.add(Dropout(0.5))
model.add(Dense(64, init='uniform'))
model.add(Activation('tanh'))
model.add(Dropout(0.5))
model.add(Dense(10, init='uniform'))
model.add(Activation('softmax'))

sgd = SGD(lr=0.1, decay=1e-6, momentum=0.9, nesterov=True)
model.compile(loss='categorical_crossentropy',
			  optimizer=sgd,
			  metrics=['accuracy'])
model.fit(X_train, y_train,
		  nb_epoch=5,
		  batch_size=16)
score = model.evaluate(X_test, y_test, batch_size=16)
print('得分', score)
